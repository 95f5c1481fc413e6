import { asId, asObject, type JsonObject } from '../interface/message/json-values.js';
import type { ServedMessage } from '../simulator/serve/message-endpoint.js';
import type { CrsServer } from '../simulator/serve/start-crs-server.js';
import { brokenLine } from '../simulator/traffic/inspection.js';
import type { Sent } from '../simulator/traffic/send-message.js';

/** Where CRS's side is, and how a dealer's system is connected with it. */
export function serverLines(server: CrsServer, isSecretMade: boolean): string[] {
  const { url, messageUrl, tokenUrl, clientId, clientSecret } = server;
  return [
    `CRS listens on ${url}. Connect the dealer's system with:`,
    `  message URL    ${messageUrl}`,
    `  token URL      ${tokenUrl}`,
    `  client id      ${clientId}`,
    ...(isSecretMade ? [`  client secret  ${clientSecret}`] : []),
    `Faults: POST ${url}/control/faults {"kind": "status", "status": 503}, from this machine only.`,
  ];
}

/** A message that came in, and what is wrong with it. */
export function servedLines({ message, status, fault, inspection }: ServedMessage): string[] {
  const sign = inspection.broken.length === 0 ? '✓' : inspection.hasErrors ? '✗' : '!';
  const hit = fault ? ` (on demand: ${fault.kind})` : '';
  const head = `${time()} ${sign} ${aboutOf(message)} → ${status ?? 'no answer'}${hit}`;
  return [head, ...inspection.broken.map((broken) => `           ${brokenLine(broken)}`)];
}

/** An error that CRS told the dealer's system. */
export function sentLine(message: JsonObject, sent: Sent | undefined): string {
  const payload = asObject(message['payload']);
  const status = sent?.exchange.status ?? sent?.exchange.error ?? 'no token';
  return `${time()} ← ${asId(payload?.['errorCode']) ?? 'message'} → ${status}`;
}

function aboutOf(message: JsonObject | undefined): string {
  if (!message) return 'something that is no message';
  const payload = asObject(message['payload']);
  const request = asObject(payload?.['request']);
  const parts = [
    asId(message['messageType']) ?? 'message without type',
    asId(payload?.['errorCode']),
    asId(request?.['requestType']),
    asId(request?.['localId']),
    asId(request?.['status']),
    asId(message['customerNumber']),
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

function time(): string {
  return new Date().toISOString().slice(11, 19);
}
