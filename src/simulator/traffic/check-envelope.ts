import { asId } from '../../interface/message/json-values.js';
import { shown } from '../findings.js';
import { MESSAGE } from '../rules/messages.rules.js';
import type { Inspection } from './inspection.js';
import { isSaid, type SaidMessage } from './message-parts.js';

/** "null in submission" (§ Base Messaging Structure). */
const QUEUE_FIELDS = [
  'enqueuedTime',
  'enqueuedClientId',
  'attemptTime',
  'attemptCount',
  'deliveredTime',
  'active',
];

/** What the members of the envelope ask of each other, and of the payload. */
export function checkEnvelope(message: SaidMessage, inspection: Inspection): void {
  const { object } = message;
  const filled = QUEUE_FIELDS.filter((name) => isSaid(object[name]));
  inspection.expect(
    MESSAGE.queueFields,
    filled.length > 0 ? `it has ${filled.join(', ')}` : undefined,
    filled[0],
  );
  checkCustomer(message, inspection);
  checkPayload(message, inspection);
}

function checkCustomer({ object, messageType }: SaidMessage, inspection: Inspection): void {
  const given = object['customerNumber'];
  const missing = isSaid(given) ? undefined : 'customerNumber is missing';
  if (messageType === 'contract' || messageType === 'invoice')
    inspection.expect(MESSAGE.customer, missing, 'customerNumber');
  if (messageType === 'catalog' || messageType === 'document')
    inspection.expect(MESSAGE.customerNamed, missing, 'customerNumber');
}

const FOREIGN: ReadonlyMap<string, readonly string[]> = new Map([
  ['request', ['message']],
  ['message', ['request', 'requestUpdate', 'requestUpdates']],
]);

function checkPayload({ messageType, payload, object }: SaidMessage, inspection: Inspection): void {
  if (typeof messageType !== 'string' || asId(messageType) === undefined) return;
  const foreign = FOREIGN.get(messageType);
  if (foreign) {
    const there = foreign.filter((name) => isSaid(payload[name]));
    inspection.expect(
      MESSAGE.payloadForeign,
      there.length > 0 ? `a message of type ${messageType} with ${there.join(', ')}` : undefined,
      `payload.${there[0]}`,
    );
    return;
  }
  if (!['contract', 'invoice', 'catalog', 'document'].includes(messageType)) return;
  const filled = Object.values(payload).some(isSaid);
  const found = filled ? shown(object['payload']) : undefined;
  inspection.expect(MESSAGE.payloadEmpty, found, 'payload');
}
