import type { BodyFault } from '../../errors.js';
import { hasStatus } from '../../interface/message/request.state.js';
import { isRequestType, isStatus } from '../../interface/message/request-type.js';
import {
  asId,
  asObject,
  asObjects,
  asText,
  type JsonObject,
} from '../../interface/message/json-values.js';

/**
 * What the parts of a message ask of each other (§ Base Messaging Structure and the sections of the
 * request types). A part of another type than it should have is told elsewhere.
 */
export function messageRules(submission: JsonObject): BodyFault[] {
  const payload = asObject(submission['payload']);
  switch (submission['messageType']) {
    case 'contract':
    case 'invoice':
      return present(submission, 'customerNumber', '');
    case 'request':
      return errorRules(payload) ?? requestRules(payload);
    case 'message':
      return errorRules(payload) ?? chainRules(payload);
    default:
      return [];
  }
}

/** An error about an earlier message must name it, and need not say more. */
function errorRules(payload: JsonObject | undefined): BodyFault[] | undefined {
  if (!payload || asId(payload['errorCode']) === undefined) return undefined;
  const faults = present(payload, 'errorSubmittedMessageId', 'payload.');
  const request = asObject(payload['request']);
  return request ? [...faults, ...identified(request), ...statusRules(payload, request)] : faults;
}

function requestRules(payload: JsonObject | undefined): BodyFault[] {
  const request = asObject(payload?.['request']);
  if (!payload || !request) return present(payload ?? {}, 'request', 'payload.');
  return [
    ...identified(request),
    ...statusRules(payload, request),
    ...oneAssetRule(payload, request),
  ];
}

function identified(request: JsonObject): BodyFault[] {
  const path = 'payload.request.';
  const hasId = ['localId', 'remoteId'].some((name) => isThere(request[name]));
  return [
    ...(hasId ? [] : [{ path: `${path}localId`, reason: 'is missing, and remoteId too' }]),
    ...present(request, 'requestType', path),
    ...present(request, 'status', path),
  ];
}

/** Each type of request has its own statuses. */
function statusRules(payload: JsonObject, request: JsonObject): BodyFault[] {
  const type = request['requestType'];
  if (!isRequestType(type)) return [];
  const updates = Array.isArray(payload['requestUpdates']) ? payload['requestUpdates'] : [];
  const holders: [string, JsonObject | undefined][] = [
    ['payload.request', request],
    ['payload.requestUpdate', asObject(payload['requestUpdate'])],
    ...updates.map((update: unknown, index): [string, JsonObject | undefined] => [
      `payload.requestUpdates[${index}]`,
      asObject(update),
    ]),
  ];
  return holders.flatMap(([path, holder]) => {
    const status = holder?.['status'];
    if (!isStatus(status) || hasStatus(type, status)) return [];
    return [{ path: `${path}.status`, reason: `is no status of a request of type ${type}` }];
  });
}

/** "a service request is limited to one asset in the array" (§ Service Request Integration). */
function oneAssetRule(payload: JsonObject, request: JsonObject): BodyFault[] {
  if (request['requestType'] !== 'service' || asObject(payload['requestUpdate'])) return [];
  if (asObjects(request['assets']).length === 1) return [];
  return [{ path: 'payload.request.assets', reason: 'must be exactly one asset' }];
}

function chainRules(payload: JsonObject | undefined): BodyFault[] {
  const message = asObject(payload?.['message']);
  if (!message) return present(payload ?? {}, 'message', 'payload.');
  return present(message, 'messageChain', 'payload.message.');
}

function present(owner: JsonObject, name: string, path: string): BodyFault[] {
  return isThere(owner[name]) ? [] : [{ path: `${path}${name}`, reason: 'is missing' }];
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && asText(value)?.trim() !== '';
}
