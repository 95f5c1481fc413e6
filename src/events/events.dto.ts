import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { whole } from '../http/parameters.js';
import { DealerQuery } from '../http/pull-query.js';

/** The most events of one answer. */
export const MAX_EVENTS = 1000;
const MAX_WAIT_SECONDS = 30;

/** Parameters of the event feed. */
export class EventsQuery extends DealerQuery {
  @Whole('The sequence of the last event that is known: those after it are given.', [0, 1e15, 0])
  after: number = 0;

  @Whole('The most events to give.', [1, MAX_EVENTS, 100])
  limit: number = 100;

  @Whole('Seconds to wait for an event when there is none.', [0, MAX_WAIT_SECONDS, 0])
  wait: number = 0;
}

function Whole(description: string, [minimum, maximum, preset]: readonly [number, number, number]) {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum, maximum, default: preset, description }),
    whole(minimum, maximum, preset),
  );
}
