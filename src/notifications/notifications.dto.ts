import { ApiProperty } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, Matches, MaxLength } from 'class-validator';
import { NOTIFICATION_TYPES, type NotificationType } from '../outbox/connection/crs-connection.js';

const MAX_ID = 100;

/** What CRS is to refresh. */
export class NotificationBody {
  @ApiProperty({ description: 'Dealer Customer Number', maxLength: MAX_ID, example: '001234' })
  // No NUL and no half of a surrogate pair: PostgreSQL refuses both.
  @Matches(/^[^\0\p{Surrogate}]+$/u, { message: 'must be text, and not blank' })
  @MaxLength(MAX_ID, { message: `must be at most ${MAX_ID} characters long` })
  customerNumber!: string;

  @ApiProperty({
    isArray: true,
    enum: NOTIFICATION_TYPES,
    minItems: 1,
    uniqueItems: true,
    description: 'contract: contracts and jobsites; catalog: rates; document: PDFs',
    example: ['contract', 'invoice'],
  })
  @IsIn(NOTIFICATION_TYPES, {
    each: true,
    message: `must be of ${NOTIFICATION_TYPES.join(', ')}`,
  })
  @ArrayUnique({ message: 'must name each type once' })
  @ArrayNotEmpty({ message: 'must name at least one type' })
  @IsArray({ message: 'must be a list' })
  messageTypes!: NotificationType[];
}
