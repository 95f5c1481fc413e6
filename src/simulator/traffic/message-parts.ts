import { asId, asObject, asText, type JsonObject } from '../../interface/message/json-values.js';
import type { Side } from '../../interface/message/request-type.js';

/** A message that could be read, and who sends it. */
export interface SaidMessage {
  readonly object: JsonObject;
  readonly messageType: unknown;
  /** Empty when there is none. */
  readonly payload: JsonObject;
  readonly from: Side;
}

/** An object of a message, and where it stands in it. */
export interface Part {
  readonly path: string;
  readonly object: JsonObject;
}

/** Whether a value says something: it is there, not null and not blank. */
export function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && asText(value)?.trim() !== '';
}

/** The code of an error about an earlier message, or that there must be one. */
export function isErrorMessage({ payload }: SaidMessage): boolean {
  return ['errorCode', 'errorSubmittedMessageId'].some((name) => asId(payload[name]) !== undefined);
}

/** The updates that a message brings: its `requestUpdate`, and those of `requestUpdates`. */
export function updatesIn(payload: JsonObject): Part[] {
  const single = asObject(payload['requestUpdate']);
  const listed = payload['requestUpdates'];
  return [
    ...(single ? [{ path: 'payload.requestUpdate', object: single }] : []),
    ...parts(listed, 'payload.requestUpdates'),
  ];
}

/** The objects of an array. */
export function parts(list: unknown, path: string): Part[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((element: unknown, index) => {
    const object = asObject(element);
    return object ? [{ path: `${path}[${index}]`, object }] : [];
  });
}
