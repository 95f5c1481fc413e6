import { REQUEST_TYPES, STATUSES } from './vocabulary.js';

/** A kind of request. */
export type RequestType = (typeof REQUEST_TYPES)[number];

/** A state that a request of some kind can be in. */
export type Status = (typeof STATUSES)[number];

/** Who does something: CRS, for the customer or itself, or the dealer. */
export type Side = 'crs' | 'dealer';

/** Whether a text names a kind of request. */
export function isRequestType(text: unknown): text is RequestType {
  return REQUEST_TYPES.some((type) => type === text);
}

/** Whether a text names a state of a request. */
export function isStatus(text: unknown): text is Status {
  return STATUSES.some((status) => status === text);
}
