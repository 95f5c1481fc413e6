import { Identifier, Instant, ListOf, Nested, OneOf, Text } from './fields.js';
import { AssetReference, ContractReference, SubmittedJobsite } from './references.dto.js';
import { RequestProperties } from './request-properties.dto.js';
import { REQUEST_TYPES, STATUSES } from './vocabulary.js';

/** A request (§ PO … Lead Request Integration); in an update, as much of it as names it. */
export class SubmittedRequest {
  @Identifier({ description: 'Id of the request where it is sent from', example: '1234567' })
  localId?: string | null;

  @Identifier({ description: 'Id of the request where it is sent to, once it is known' })
  remoteId?: string | null;

  @OneOf(REQUEST_TYPES)
  requestType?: string | null;

  @OneOf(STATUSES, { description: 'Status after this message; each type has its own' })
  status?: string | null;

  @Instant()
  createdDate?: string | null;

  @Text({ description: 'User, with `remote:` before it when it is one of the receiver’s' })
  createdBy?: string | null;

  @Text()
  title?: string | null;

  @Text()
  text?: string | null;

  @Instant({ description: 'When the customer wants it' })
  requestedDate?: string | null;

  @Nested(() => RequestProperties)
  properties?: RequestProperties | null;

  @Nested(() => ContractReference)
  contract?: ContractReference | null;

  @Nested(() => SubmittedJobsite)
  jobsite?: SubmittedJobsite | null;

  @ListOf(() => AssetReference, { description: 'A service request has exactly one' })
  assets?: AssetReference[] | null;
}
