import { Flag, Instant, ListOf, Nested, OneOf, Text, TextMap } from './fields.js';
import { SubmittedFile } from './file.dto.js';
import { STATUSES } from './vocabulary.js';

/** What else an update of a request tells. */
export class UpdateProperties {
  @Text({ description: 'Full name of the user who created the update' })
  userName?: string | null;

  @Flag({ description: 'Whether the machine works' })
  isWorking?: boolean | string | null;

  @ListOf(() => SubmittedFile)
  images?: SubmittedFile[] | null;

  @ListOf(() => SubmittedFile)
  attachments?: SubmittedFile[] | null;

  @Text({ description: 'What became of a lead' })
  disposition?: string | null;
}

/** An update of a request. */
export class SubmittedUpdate {
  @OneOf(STATUSES, { description: 'Status of the request; each type has its own' })
  status?: string | null;

  @Instant()
  createdDate?: string | null;

  @Text({ description: 'User, with `remote:` before it when it is one of the receiver’s' })
  createdBy?: string | null;

  @Text({ description: 'Token for a translation of the title' })
  titleToken?: string | null;

  @TextMap({ description: 'What stands in the translated title for each token' })
  titleContent?: Readonly<Record<string, string>> | null;

  @Text()
  title?: string | null;

  @Text()
  text?: string | null;

  @Instant({ description: 'A new date, such as the one it is scheduled for' })
  updateDate?: string | null;

  @Nested(() => UpdateProperties)
  properties?: UpdateProperties | null;
}
