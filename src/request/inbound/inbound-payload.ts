import { parseDatetime } from '../../interface/datetime.js';
import {
  asId,
  asObject,
  asObjects,
  asText,
  valueAt,
  type JsonObject,
} from '../../interface/message/json-values.js';
import type { UpdateRecord } from '../request.js';
import { isLocal, userFromCrs } from '../../interface/message/user-spec.js';

/** A request as a message from CRS tells of it. */
export interface ToldRequest {
  /** CRS's id: its `localId`. */
  readonly crsId: string | undefined;
  /** Ours: its `remoteId`. */
  readonly requestId: string | undefined;
  readonly requestType: string | undefined;
  readonly status: string | undefined;
  /** Without ids, type and status. */
  readonly details: JsonObject;
}

/** What a message about a request holds (§ Base Messaging Structure). */
export interface InboundPayload {
  readonly errorCode: string | undefined;
  readonly errorSubmittedMessageId: string | undefined;
  readonly request: ToldRequest | undefined;
  readonly update: UpdateRecord | undefined;
  /** `requestUpdates`, in its order; undefined when there is none. */
  readonly history: readonly UpdateRecord[] | undefined;
}

/** Reads the payload of a message. Ids may be numbers; null is as good as missing. */
export function readPayload(payload: JsonObject, sequence: number): InboundPayload {
  const request = asObject(payload['request']);
  const update = asObject(payload['requestUpdate']);
  const history = payload['requestUpdates'];
  return {
    errorCode: asId(payload['errorCode']),
    errorSubmittedMessageId: asId(payload['errorSubmittedMessageId']),
    request: request && told(request),
    update: update && { ...taken(update), origin: 'crs', sequence },
    history: Array.isArray(history) ? asObjects(history).map(taken) : undefined,
  };
}

/** What became of a request, as an update of CRS's says it. */
export function dispositionIn(details: JsonObject): string | undefined {
  const text = asText(valueAt(details, 'properties.disposition'))?.trim();
  return text === '' ? undefined : text;
}

function told(request: JsonObject): ToldRequest {
  const { localId, remoteId, requestType, status, ...details } = request;
  return {
    crsId: asId(localId),
    requestId: asId(remoteId),
    requestType: asId(requestType),
    status: asId(status),
    details: fromCrs(details),
  };
}

/** Of a history, so no message of its own brought it. */
function taken(update: JsonObject): UpdateRecord {
  const details = fromCrs(update);
  const user = asText(details['createdBy']);
  return {
    origin: user !== undefined && isLocal(user) ? 'dealer' : 'crs',
    status: asId(update['status']) ?? '',
    createdDate: dateOf(update) ?? new Date(),
    details,
    sequence: null,
  };
}

function fromCrs(details: JsonObject): JsonObject {
  const user = asText(details['createdBy']);
  return user === undefined ? details : { ...details, createdBy: userFromCrs(user) };
}

/** When something was created, as its details say. */
export function dateOf(details: JsonObject): Date | undefined {
  const text = asText(details['createdDate']);
  const found = text === undefined ? undefined : parseDatetime(text, 'UTC');
  return found && new Date(found.time);
}
