import { asId, asObject, asText } from '../../interface/message/json-values.js';
import { parseZonedDatetime } from '../../interface/datetime.js';
import { shown } from '../findings.js';
import { MESSAGE } from '../rules/messages.rules.js';
import { INCORRECT_UPDATE, REQUEST_NOT_FOUND } from './error-codes.js';
import type { Inspection } from './inspection.js';
import { isErrorMessage, parts, type SaidMessage } from './message-parts.js';

/** An error about an earlier message: what it must say. */
export function checkError(message: SaidMessage, inspection: Inspection): void {
  if (!isErrorMessage(message)) return;
  const { payload } = message;
  const [code, about] = [asId(payload['errorCode']), asId(payload['errorSubmittedMessageId'])];
  inspection.expect(
    MESSAGE.errorId,
    about === undefined ? 'errorSubmittedMessageId is missing' : undefined,
    'payload.errorSubmittedMessageId',
  );
  const known = code === INCORRECT_UPDATE || code === REQUEST_NOT_FOUND;
  inspection.expect(
    MESSAGE.errorCode,
    known ? undefined : shown(payload['errorCode'] ?? null),
    'payload.errorCode',
  );
  if (code === INCORRECT_UPDATE) checkWhole(message, inspection);
}

/** "the full request information and an array called requestUpdates … in order". */
function checkWhole({ payload }: SaidMessage, inspection: Inspection): void {
  const missing = [
    ...(asObject(payload['request']) ? [] : ['request']),
    ...(Array.isArray(payload['requestUpdates']) ? [] : ['requestUpdates']),
  ];
  inspection.expect(
    MESSAGE.errorRequest,
    missing.length > 0 ? `${missing.join(' and ')} missing` : undefined,
    'payload',
  );
  inspection.expect(
    MESSAGE.errorOrder,
    isReversed(payload['requestUpdates']) ? 'the newest update comes first' : undefined,
    'payload.requestUpdates',
  );
}

/** The two sides' clocks differ a little, and updates are in the order in which they arrived. */
const TOLERANCE_MS = 60_000;

function isReversed(updates: unknown): boolean {
  const times = parts(updates, '').flatMap(({ object }) => {
    const found = parseZonedDatetime(asText(object['createdDate']) ?? '');
    return found ? [found.time] : [];
  });
  const falls = times.slice(1).every((time, index) => time <= (times[index] ?? time));
  return falls && (times[0] ?? 0) - (times.at(-1) ?? 0) > TOLERANCE_MS;
}
