import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { answer, DealerEndpoint } from '../http/dealer-endpoint.js';
import { schema } from '../http/schemas.js';
import { EVENT_TYPES } from './event.js';

const EVENT = schema('Event', {
  type: 'object',
  required: ['sequence', 'type', 'time', 'data'],
  properties: {
    sequence: { type: 'integer', description: 'From 1 for each dealer, without gaps' },
    type: { type: 'string', enum: [...EVENT_TYPES] },
    time: { type: 'string', format: 'date-time' },
    data: { type: 'object', description: 'Ids and a few facts', additionalProperties: true },
  },
});

const FEED = schema('EventFeed', {
  type: 'object',
  required: ['items', 'next'],
  properties: {
    items: { type: 'array', items: EVENT },
    next: { type: 'integer', description: 'To be given as `after` the next time' },
  },
});

/** The endpoint of the event feed. */
export function EventFeedEndpoint() {
  return applyDecorators(
    DealerEndpoint('Event feed', DESCRIPTION),
    ApiOkResponse(answer('Success', FEED)),
  );
}

const DESCRIPTION =
  'What happened to the dealer’s requests, chains, messages and loads, in order and without gaps. ' +
  'Ask again with the `next` of the answer. With `wait` the answer comes as soon as there is an event.';
