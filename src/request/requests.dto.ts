import { Injectable, type PipeTransform } from '@nestjs/common';
import { IsOptional, Matches, Validate } from 'class-validator';
import { AppError } from '../errors.js';
import { PageQuery } from '../http/pull-query.js';
import { ListOf, Nested } from '../interface/message/fields.js';
import { SubmittedFile } from '../interface/message/file.dto.js';
import {
  AssetReference,
  ContractReference,
  SubmittedJobsite,
} from '../interface/message/references.dto.js';
import { RequestProperties } from '../interface/message/request-properties.dto.js';
import { REQUEST_TYPES, STATUSES } from '../interface/message/vocabulary.js';
import type { JsonObject } from '../interface/message/json-values.js';
import type { RequestType, Status } from '../interface/message/request-type.js';
import { ChangedSince, One, OneOf, Several, Storable, Text, Time } from './requests.fields.js';

/** Parameters of the list of requests. */
export class RequestsQuery extends PageQuery {
  @Several('Only those in one of these states, separated by commas.', STATUSES)
  status: string[] = [];

  @Several('Only those of one of these kinds, separated by commas.', REQUEST_TYPES)
  type: string[] = [];

  @Several('Only those of these customers (DCN), separated by commas.')
  customer: string[] = [];

  @One('Only those about this contract.')
  contract?: string;

  @One('Only those about a contract of this division.')
  division?: string;

  @One('Only those about a contract of this location.')
  location?: string;

  @ChangedSince()
  since?: string;
}

/** Who says it. */
class Said {
  @Text({
    description:
      'User of the dealer’s system; a Cat CWS user name as `cws:name`. CRS is told `local:` before ' +
      'the first, and the second as it is.',
    maxLength: 200,
    example: 'rentalCoordinator',
  })
  @Matches(/^(?!\s*(?:(?:cws:|local:)\s*)?$)/, { message: 'must name a user' })
  createdBy!: string;

  @Text({ description: 'The user’s full name', maxLength: 200, example: 'Jennifer Rents' })
  userName!: string;
}

/** An update of a request by the dealer. */
export class UpdateBody extends Said {
  @OneOf(STATUSES, 'The state it is to have; the present one for a note')
  status!: Status;

  @Text({ description: 'A note to the customer', maxLength: 10_000, optional: true })
  text?: string | null;

  @Time('The date it is scheduled for')
  updateDate?: string | null;

  @Text({
    description: 'What became of a lead (needed to close one) or of a quote',
    maxLength: 200,
    optional: true,
    example: 'Won',
  })
  disposition?: string | null;

  @ListOf(() => SubmittedFile, { description: 'Files, such as a quote', most: 20 })
  @IsOptional()
  @Validate(Storable)
  attachments?: SubmittedFile[] | null;
}

/** The kinds of request that a dealer can open: "leads" are routed by CRS. */
export const OPENED_TYPES = REQUEST_TYPES.filter((type) => type !== 'lead');

/** A request that begins with the dealer. */
export class OpenBody extends Said {
  @OneOf(OPENED_TYPES, 'Its kind; leads come from CRS only')
  requestType!: Exclude<RequestType, 'lead'>;

  @Text({ description: 'Dealer Customer Number', maxLength: 50, example: '00123456' })
  customerNumber!: string;

  @Text({ description: 'Title; one of its kind when left out', maxLength: 500, optional: true })
  title?: string | null;

  @Text({ description: 'Text', maxLength: 10_000, optional: true })
  text?: string | null;

  @Time('The date that is asked for')
  requestedDate?: string | null;

  @Nested(() => RequestProperties, { description: 'Those of its kind' })
  @IsOptional()
  @Validate(Storable)
  properties?: JsonObject | null;

  @Nested(() => ContractReference)
  @IsOptional()
  @Validate(Storable)
  contract?: JsonObject | null;

  @Nested(() => SubmittedJobsite, { description: 'The jobsite as it is now' })
  @IsOptional()
  @Validate(Storable)
  jobsite?: JsonObject | null;

  @ListOf(() => AssetReference, { most: 1000 })
  @IsOptional()
  @Validate(Storable)
  assets?: AssetReference[] | null;
}

/** An id in a path. @throws AppError `not-found` when it can be none */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (/^[\w-]{1,100}$/.test(text)) return text;
    throw new AppError('not-found');
  }
}
