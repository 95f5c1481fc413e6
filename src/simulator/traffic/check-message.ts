import { parseJson } from '../../interface/lossless-json.js';
import { asObject, type JsonObject } from '../../interface/message/json-values.js';
import type { Side } from '../../interface/message/request-type.js';
import { MESSAGE } from '../rules/messages.rules.js';
import { checkChain } from './check-chain.js';
import { checkEnvelope } from './check-envelope.js';
import { checkError } from './check-error.js';
import { checkRequest } from './check-request.js';
import { checkShape } from './check-shape.js';
import { checkUsers } from './check-users.js';
import { Inspection } from './inspection.js';
import type { SaidMessage } from './message-parts.js';

/** A message with its verdict. */
export interface CheckedMessage {
  readonly inspection: Inspection;
  /** Left out when the text is no JSON object. */
  readonly message?: JsonObject;
}

/**
 * Checks a submission by itself against the layouts and the sections of the message types: what can be
 * said without knowing what was sent before (§ Base Messaging Structure … § Submission Body).
 * @param text as it came, in UTF-8 when it is bytes
 * @param from who sends it: some rules are one side's
 */
export function checkMessage(text: string | Uint8Array, from: Side): CheckedMessage {
  const inspection = new Inspection();
  const { object, fault } = read(text);
  inspection.expect(MESSAGE.json, fault);
  if (!object) return { inspection };
  const payload = asObject(object['payload']) ?? {};
  const message: SaidMessage = { object, messageType: object['messageType'], payload, from };
  checkShape(message, inspection);
  checkEnvelope(message, inspection);
  checkUsers(message, inspection);
  checkError(message, inspection);
  if (message.messageType === 'request') checkRequest(message, inspection);
  if (message.messageType === 'message') checkChain(message, inspection);
  return { inspection, message: object };
}

function read(text: string | Uint8Array): { object?: JsonObject; fault?: string } {
  const decoded = typeof text === 'string' ? text : decode(text);
  if (decoded === undefined) return { fault: 'it is not UTF-8' };
  if (decoded.trim() === '') return { fault: 'it is empty' };
  const parsed = parseJson(decoded);
  if ('error' in parsed) return { fault: parsed.error };
  const object = asObject(parsed.value);
  if (object) return { object };
  return { fault: Array.isArray(parsed.value) ? 'it is a list' : 'it is no object' };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
