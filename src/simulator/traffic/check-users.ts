import { asObject, asText } from '../../interface/message/json-values.js';
import { shown } from '../findings.js';
import { MESSAGE } from '../rules/messages.rules.js';
import type { Inspection } from './inspection.js';
import { parts, updatesIn, type Part, type SaidMessage } from './message-parts.js';

/** Looks at every `createdBy` (§ Submission Body: "userId of the request creator"). */
export function checkUsers({ payload }: SaidMessage, inspection: Inspection): void {
  for (const { path, object } of [...requestParts(payload), ...chainParts(payload)]) {
    const user = asText(object['createdBy']);
    if (user === undefined || user.trim() === '') continue;
    inspection.expect(MESSAGE.user, userFault(user), `${path}.createdBy`);
  }
}

function requestParts(payload: SaidMessage['payload']): Part[] {
  const request = asObject(payload['request']);
  return [
    ...(request ? [{ path: 'payload.request', object: request }] : []),
    ...updatesIn(payload),
  ];
}

function chainParts(payload: SaidMessage['payload']): Part[] {
  const message = asObject(payload['message']);
  const chain = asObject(message?.['messageChain']);
  return [
    ...(chain ? [{ path: 'payload.message.messageChain', object: chain }] : []),
    ...parts(message?.['messages'], 'payload.message.messages'),
  ];
}

const PREFIX = /^\s*(local|remote)\s*:(.*)$/is;

function userFault(user: string): string | undefined {
  const [, prefix, name = ''] = PREFIX.exec(user) ?? [];
  // A user name has no blanks: this is somebody's full name.
  if (prefix === undefined)
    return /\s/.test(user.trim()) ? `no user name: ${shown(user)}` : undefined;
  if (!user.startsWith(`${prefix.toLowerCase()}:`))
    return `the prefix is not as written: ${shown(user)}`;
  if (name.trim() === '') return `nobody is named: ${shown(user)}`;
  // What CRS calls remote: is the dealer's, which may have kept its own prefix.
  const inner = PREFIX.exec(name)?.[1];
  const isKept = prefix === 'remote' && inner === 'local';
  return inner === undefined || isKept ? undefined : `two prefixes: ${shown(user)}`;
}
