import { applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse } from '@nestjs/swagger';
import { answer, DealerEndpoint } from '../http/dealer-endpoint.js';
import { schema } from '../http/schemas.js';
import { NOTIFICATION_TYPES } from '../outbox/connection/crs-connection.js';

const text = { type: 'string' } as const;

const NOTIFICATION = schema('QueuedNotification', {
  type: 'object',
  required: ['messageType', 'message', 'submittedMessageId', 'merged'],
  properties: {
    messageType: { ...text, enum: [...NOTIFICATION_TYPES] },
    message: { ...text, description: 'The message that takes it to CRS', example: 'out-12' },
    submittedMessageId: { ...text, description: 'By which CRS knows it' },
    merged: { type: 'boolean', description: 'The message waited already, for an earlier change' },
  },
});

const QUEUED = schema('QueuedNotifications', {
  type: 'object',
  required: ['connected', 'notifications'],
  properties: {
    connected: {
      type: 'boolean',
      description: 'Whether there is a connection to CRS; else they wait for one',
    },
    notifications: { type: 'array', items: NOTIFICATION, description: 'One of each type' },
  },
});

/** The endpoint that queues notifications. */
export function NotifyEndpoint() {
  return applyDecorators(
    DealerEndpoint('Notify CRS of a customer', DESCRIPTION),
    ApiAcceptedResponse(answer('Queued', QUEUED)),
  );
}

const DESCRIPTION =
  'Queues messages that let CRS refresh a customer’s data of the types named, whether or not it ' +
  'changed. A notification that waits already is not doubled.';
