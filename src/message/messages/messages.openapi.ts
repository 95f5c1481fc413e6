import { applyDecorators } from '@nestjs/common';
import { ApiConflictResponse, ApiOkResponse } from '@nestjs/swagger';
import {
  answer,
  DealerEndpoint,
  PathId,
  problem,
  type SchemaReference,
} from '../../http/dealer-endpoint.js';
import { pageSchema, schema } from '../../http/schemas.js';
import { MESSAGE_STATES } from '../../queue/message-record.js';

const text = { type: 'string' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const integer = { type: 'integer' } as const;

const SUMMARY = {
  id: { ...text, example: 'in-12' },
  direction: { ...text, enum: ['in', 'out'] },
  sequence: { ...integer, description: 'Place among the dealer’s messages of that direction' },
  state: { ...text, enum: [...MESSAGE_STATES] },
  messageType: text,
  customerNumber: { ...text, nullable: true },
  priority: integer,
  submittedMessageId: text,
  reusedId: { type: 'boolean', description: 'The id was used before, for another message' },
  submittedTime: time,
  enqueuedTime: time,
  enqueuedClientId: text,
  attemptCount: integer,
  attemptTime: time,
  nextAttemptTime: { ...time, description: 'When it is tried next, if it is first of its key' },
  settledTime: { ...time, description: 'When it was handled, delivered or dropped' },
  outcome: { ...text, description: 'What came of it, in a word' },
  error: { ...text, description: 'Why the last attempt failed, or what it waits for' },
  decidedBy: text,
  decidedReason: text,
  requestId: text,
  chainId: text,
  crsEnqueuedTime: { ...time, description: 'When CRS put it into its queue, as it says' },
  crsError: { ...text, description: 'What CRS reported about it afterwards' },
};

const REQUIRED = [
  'id',
  'direction',
  'sequence',
  'state',
  'messageType',
  'customerNumber',
  'priority',
  'submittedMessageId',
  'reusedId',
  'submittedTime',
  'enqueuedTime',
  'enqueuedClientId',
  'attemptCount',
];

export const MESSAGE_PAGE = pageSchema(
  'MessagePage',
  schema('Message', { type: 'object', required: REQUIRED, properties: SUMMARY }),
);

export const MESSAGE_DETAILS = schema('MessageDetails', {
  type: 'object',
  required: [...REQUIRED, 'body'],
  properties: {
    ...SUMMARY,
    body: { type: 'object', description: 'The submission; the contents of files by reference' },
  },
});

/** An endpoint that answers with messages. */
export function MessageEndpoint(summary: string, description: string, body: SchemaReference) {
  return applyDecorators(
    DealerEndpoint(summary, description),
    ApiOkResponse(answer('Success', body)),
  );
}

/** An endpoint about one message. */
export function OneMessageEndpoint(summary: string, description: string) {
  return applyDecorators(
    MessageEndpoint(summary, description, MESSAGE_DETAILS),
    PathId('id', 'in-… or out-…'),
  );
}

/** An endpoint that decides about a message. */
export function MessageDecisionEndpoint(summary: string, description: string) {
  return applyDecorators(
    OneMessageEndpoint(summary, description),
    ApiConflictResponse(problem('Its present state does not allow it')),
  );
}
