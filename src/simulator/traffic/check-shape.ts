import { jsonPath } from '../../interface/json-path.js';
import { asObject, valueAt } from '../../interface/message/json-values.js';
import { declaredFields, type FieldsClass } from '../../interface/message/field-registry.js';
import { shapeFaults, type ShapeFault } from '../../interface/message/shape-faults.js';
import { MessagePayload, MessageSubmission } from '../../interface/message/submission.dto.js';
import { shown } from '../findings.js';
import { CHAIN } from '../rules/chains.rules.js';
import { MESSAGE } from '../rules/messages.rules.js';
import { REQUEST } from '../rules/requests.rules.js';
import type { Rule } from '../rules/rule.js';
import type { Inspection } from './inspection.js';
import type { SaidMessage } from './message-parts.js';

/** Fields whose faults have a rule of their own. */
const OF_FIELDS: Readonly<Record<string, Rule>> = {
  dealerCode: MESSAGE.dealerCode,
  customerNumber: MESSAGE.customer,
  submittedMessageId: MESSAGE.id,
  submittedTime: MESSAGE.submittedTime,
  submittedPriority: MESSAGE.priority,
  messageType: MESSAGE.type,
  'payload.request.requestType': REQUEST.type,
  'payload.request.status': REQUEST.status,
  'payload.requestUpdate.status': REQUEST.updateStatus,
};

const LAYOUTS = { request: REQUEST.layout, message: CHAIN.layout } as const;

/** Compares a message with the declarations of its fields: what is required, types, words, dates. */
export function checkShape(message: SaidMessage, inspection: Inspection): void {
  const { object, messageType } = message;
  const faults = shapeFaults(MessageSubmission, object);
  const broken = new Set(faults.map(ruleOf));
  const looked = [...Object.values(OF_FIELDS).slice(0, ENVELOPE), MESSAGE.layout, MESSAGE.date];
  const own = messageType === 'request' || messageType === 'message' ? [LAYOUTS[messageType]] : [];
  for (const rule of [...looked, ...own]) if (!broken.has(rule)) inspection.expect(rule, undefined);
  for (const fault of faults) inspection.expect(ruleOf(fault), foundAt(message, fault), fault.path);
  unknownFields(message, inspection);
}

/** So many of the fields are the envelope's. */
const ENVELOPE = 6;

function ruleOf({ path, reason }: ShapeFault): Rule {
  const own = Object.hasOwn(OF_FIELDS, path) ? OF_FIELDS[path] : undefined;
  if (own) return own;
  if (/^payload\.requestUpdates\[\d+\]\.status$/.test(path)) return REQUEST.updateStatus;
  if (reason.includes('ISO 8601')) return MESSAGE.date;
  if (/\.properties\.(?:images|attachments)\b/.test(path)) return REQUEST.file;
  if (path === 'payload.message.messages' && reason.includes('at most')) return CHAIN.most;
  if (path.startsWith('payload.message')) return CHAIN.layout;
  return path.startsWith('payload.request') ? REQUEST.layout : MESSAGE.layout;
}

function foundAt({ object }: SaidMessage, { path, reason }: ShapeFault): string {
  const value = valueAt(object, path);
  return value === undefined ? reason : `${reason}; it is ${shown(value)}`;
}

function unknownFields({ object }: SaidMessage, inspection: Inspection): void {
  const payload = asObject(object['payload']);
  const unknown = [
    ...unknownIn(MessageSubmission, object, ''),
    ...(payload ? unknownIn(MessagePayload, payload, 'payload') : []),
  ];
  if (unknown.length === 0) inspection.expect(MESSAGE.unknownField, undefined);
  for (const path of unknown)
    inspection.expect(MESSAGE.unknownField, 'the interface has no such field', path);
}

function unknownIn(owner: FieldsClass, object: object, path: string): string[] {
  const known = new Set(declaredFields(owner).map(({ name }) => name));
  return Object.keys(object)
    .filter((name) => !known.has(name))
    .map((name) => jsonPath(path, name));
}
