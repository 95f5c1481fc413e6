import { parseZonedDatetime } from '../../interface/datetime.js';
import { parseJson } from '../../interface/lossless-json.js';
import { asObject, asText, type JsonObject } from '../../interface/message/json-values.js';
import { shown } from '../findings.js';
import { ANSWER } from '../rules/answer.rules.js';
import { REPLY } from '../rules/messages.rules.js';
import type { Exchange } from '../wire/exchange.js';
import type { Inspection } from './inspection.js';
import { isSaid } from './message-parts.js';
import { firstDifference } from './reply-difference.js';

/** Filled in by the receiver: not compared with what was sent. */
const STAMPS = new Set([
  'enqueuedTime',
  'enqueuedClientId',
  'attemptTime',
  'attemptCount',
  'deliveredTime',
  'active',
]);

/**
 * Checks the answer to a message that is right (§ Base Messaging Structure: "a replay of the submission
 * with the enqueuedTime and enqueuedClientId fields populated").
 * @returns the answer, if it was taken and says so in JSON
 */
export function checkReply(
  sent: JsonObject,
  exchange: Exchange,
  clientId: string,
  inspection: Inspection,
): JsonObject | undefined {
  const { status, error, body } = exchange;
  if (!inspection.expect(ANSWER.answered, status === undefined ? (error ?? 'nothing') : undefined))
    return undefined;
  const refused = status === 200 ? undefined : `answered ${status}: ${body.slice(0, 300)}`;
  if (!inspection.expect(REPLY.taken, refused)) return undefined;
  const parsed = parseJson(body);
  const reply = 'error' in parsed ? undefined : asObject(parsed.value);
  const fault = reply ? undefined : `no JSON object: ${body.slice(0, 100)}`;
  if (!inspection.expect(REPLY.replay, fault) || !reply) return undefined;
  checkReplay(sent, reply, inspection);
  checkStamps(reply, clientId, inspection);
  return reply;
}

function checkReplay(sent: JsonObject, reply: JsonObject, inspection: Inspection): void {
  const own = Object.entries(sent).filter(([name]) => !STAMPS.has(name));
  const difference = firstDifference(Object.fromEntries(own), reply);
  inspection.expect(REPLY.replay, difference?.found, difference?.path);
}

function checkStamps(reply: JsonObject, clientId: string, inspection: Inspection): void {
  const time = asText(reply['enqueuedTime']);
  inspection.expect(
    REPLY.enqueuedTime,
    parseZonedDatetime(time ?? '') ? undefined : shown(reply['enqueuedTime']),
    'enqueuedTime',
  );
  const client = asText(reply['enqueuedClientId']);
  inspection.expect(
    REPLY.clientId,
    client === clientId ? undefined : `${shown(reply['enqueuedClientId'])}, not ${shown(clientId)}`,
    'enqueuedClientId',
  );
  const early = ['attemptTime', 'deliveredTime'].filter((name) => isSaid(reply[name]));
  const count = asText(reply['attemptCount']);
  if (count !== '0') early.push('attemptCount');
  const said = early.map((name) => `${name} ${shown(reply[name])}`).join(', ');
  inspection.expect(REPLY.attempts, early.length > 0 ? said : undefined, early[0]);
}
