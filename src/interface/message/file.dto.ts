import { Base64, Text } from './fields.js';

/** An image or attachment (§ Service and § Rental Request Integration). */
export class SubmittedFile {
  @Text({ required: true, example: 'image.jpg' })
  filename!: string;

  @Text({ required: true, example: 'image/jpeg' })
  mimetype!: string;

  @Base64({ required: true, description: 'The bytes in base64; white space does not count' })
  contents!: string;
}
