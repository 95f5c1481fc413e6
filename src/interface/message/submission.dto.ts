import { SubmittedChainContent } from './chain.dto.js';
import { Flag, Identifier, Instant, ListOf, Nested, OneOf, Text, Whole } from './fields.js';
import { SubmittedRequest } from './request.dto.js';
import { SubmittedUpdate } from './request-update.dto.js';
import { MESSAGE_TYPES } from './vocabulary.js';

/** What a message is about; nothing for those that only say that something changed. */
export class MessagePayload {
  @Text({ description: 'What was wrong with an earlier message', example: '404 Request Not Found' })
  errorCode?: string | null;

  @Identifier({ description: 'submittedMessageId of the message that was wrong' })
  errorSubmittedMessageId?: string | null;

  @Nested(() => SubmittedRequest)
  request?: SubmittedRequest | null;

  @Nested(() => SubmittedUpdate, { description: 'One update of the request' })
  requestUpdate?: SubmittedUpdate | null;

  @ListOf(() => SubmittedUpdate, { description: 'All updates of the request, in their order' })
  requestUpdates?: SubmittedUpdate[] | null;

  @Nested(() => SubmittedChainContent)
  message?: SubmittedChainContent | null;
}

/** A message of the real-time integration (§ Base Messaging Structure, § Submission Body). */
export class MessageSubmission {
  @Instant({ description: 'When it was taken into the queue; null in a submission' })
  enqueuedTime?: string | null;

  @Identifier({ description: 'Client that submitted it; null in a submission' })
  enqueuedClientId?: string | null;

  @Instant({ description: 'Null in a submission and in its answer' })
  attemptTime?: string | null;

  @Whole({ description: 'Null in a submission, 0 in its answer' })
  attemptCount?: number | null;

  @Instant({ description: 'Null in a submission and in its answer' })
  deliveredTime?: string | null;

  @Flag({ description: 'Null in a submission' })
  active?: boolean | string | null;

  @Identifier({ required: true, example: 'A000' })
  dealerCode!: string;

  @Identifier({
    description: 'DCN. May be null for the types request and message',
    example: '001234',
  })
  customerNumber?: string | null;

  @Whole({ description: 'Higher goes first. 1 when it is missing', example: 1 })
  submittedPriority?: number | null;

  @Identifier({ required: true, description: 'The sender’s id of this message' })
  submittedMessageId!: string;

  @Instant({ required: true, example: '2022-01-01T00:00:30Z' })
  submittedTime!: string;

  @OneOf(MESSAGE_TYPES, { required: true })
  messageType!: string;

  @Nested(() => MessagePayload)
  payload?: MessagePayload | null;
}
