import { asText } from '../../interface/message/json-values.js';
import type { UpdateRecord } from '../request.js';

/** Whether two updates are one: the same state, moment, user and text. */
export function isSameUpdate(a: UpdateRecord, b: UpdateRecord): boolean {
  return keyOf(a) === keyOf(b);
}

/** Those of a history that are not among the known ones; one told twice was made twice. */
export function missingUpdates(
  history: readonly UpdateRecord[],
  known: readonly UpdateRecord[],
): UpdateRecord[] {
  const left = known.map(keyOf);
  return history.filter((one) => {
    const at = left.indexOf(keyOf(one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function keyOf({ status, createdDate, details }: UpdateRecord): string {
  const user = asText(details['createdBy']) ?? '';
  const text = asText(details['text']) ?? '';
  // Without a date in the update, the moment it was taken in says nothing.
  const date = asText(details['createdDate']) === undefined ? '' : createdDate.toISOString();
  return JSON.stringify([status, date, user, text]);
}
