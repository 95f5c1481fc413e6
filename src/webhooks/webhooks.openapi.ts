import { applyDecorators } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import { EVENT_TYPES } from '../events/event.js';
import { answer, DealerEndpoint, PathId, type SchemaReference } from '../http/dealer-endpoint.js';
import { pageSchema, schema } from '../http/schemas.js';
import { WEBHOOK_STATES } from './webhook.js';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const time = { type: 'string', format: 'date-time' } as const;

const WEBHOOK_FIELDS = {
  id: text,
  url: text,
  eventTypes: {
    type: 'array' as const,
    description: 'Events that it gets; all when it is empty',
    items: { ...text, enum: [...EVENT_TYPES] },
  },
  state: { ...text, enum: [...WEBHOOK_STATES] },
  reason: { ...text, description: 'Why it is paused' },
  after: { ...integer, description: 'Sequence of the last event it is done with' },
  failures: { ...integer, description: 'Attempts that failed since the last that did not' },
  nextAttemptTime: { ...time, description: 'When it is tried again, after a failure' },
  createdTime: time,
  deliveredTime: { ...time, description: 'When an event was delivered last' },
};
const REQUIRED = ['id', 'url', 'eventTypes', 'state', 'after', 'failures', 'createdTime'];

export const WEBHOOK = schema('Webhook', {
  type: 'object',
  required: REQUIRED,
  properties: WEBHOOK_FIELDS,
});

export const WEBHOOK_PAGE = pageSchema('WebhookPage', WEBHOOK);

export const WEBHOOK_WITH_SECRET = schema('WebhookWithSecret', {
  type: 'object',
  required: [...REQUIRED, 'secret'],
  properties: {
    ...WEBHOOK_FIELDS,
    secret: { ...text, description: 'What its requests are signed with; told this once' },
  },
});

export const DELIVERY_PAGE = pageSchema(
  'WebhookDeliveryPage',
  schema('WebhookDelivery', {
    type: 'object',
    required: ['number', 'sequence', 'time', 'milliseconds', 'delivered'],
    properties: {
      number: { ...integer, description: 'From 1 for each webhook' },
      sequence: { ...integer, description: 'Of the event' },
      time,
      milliseconds: integer,
      delivered: { type: 'boolean' },
      status: { ...integer, description: 'What the endpoint answered' },
      error: text,
    },
  }),
);

/** What all endpoints about webhooks have in common. */
export function WebhookEndpoint(summary: string, description: string, body: SchemaReference) {
  return applyDecorators(
    DealerEndpoint(summary, description),
    ApiOkResponse(answer('Success', body)),
  );
}

/** An endpoint about one webhook. */
export function OneWebhookEndpoint(
  summary: string,
  description: string,
  body: SchemaReference = WEBHOOK,
) {
  return applyDecorators(WebhookEndpoint(summary, description, body), WebhookPath());
}

/** The endpoint that registers a webhook. */
export function AddWebhookEndpoint() {
  return applyDecorators(
    DealerEndpoint(
      'Register a webhook',
      'Events are posted to it in their order, signed as Standard Webhooks says. The secret is told ' +
        'in this answer only.',
    ),
    ApiCreatedResponse(answer('Registered', WEBHOOK_WITH_SECRET)),
  );
}

/** The endpoint that removes a webhook. */
export function RemoveWebhookEndpoint() {
  return applyDecorators(
    DealerEndpoint('Remove a webhook', 'Nothing is delivered to it any more.'),
    ApiNoContentResponse({ description: 'Removed' }),
    WebhookPath(),
  );
}

const WebhookPath = () => PathId('id', 'Id of the webhook');
