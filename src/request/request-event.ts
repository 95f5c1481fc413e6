import type { EventType, NewEvent } from '../events/event.js';
import type { RequestRecord } from './request.js';

/** Something that happened to a request. */
export function requestEvent(
  type: EventType,
  request: RequestRecord,
  more: Readonly<Record<string, unknown>> = {},
): NewEvent {
  const { requestId, crsId, requestType, status, disposition, customerNumber } = request;
  const about = { requestId, crsId, requestType, status, customerNumber };
  return { type, data: { ...about, ...(disposition !== null && { disposition }), ...more } };
}

/** The event for a request that somebody changed. */
export function changeEvent(
  before: RequestRecord,
  after: RequestRecord,
  more: Readonly<Record<string, unknown>>,
): NewEvent {
  const isClosed = after.status === 'closed' && before.status !== 'closed';
  return requestEvent(isClosed ? 'request.closed' : 'request.updated', after, more);
}
