import { knownDisposition } from '../../interface/message/disposition.js';
import {
  asId,
  asObject,
  asObjects,
  asText,
  merged,
  valueAt,
  type JsonObject,
} from '../../interface/message/json-values.js';
import {
  isRequestType,
  isStatus,
  type RequestType,
  type Side,
} from '../../interface/message/request-type.js';
import {
  openedIn,
  pathOf,
  transition,
  type RequestState,
  type Transition,
} from '../../interface/message/request.state.js';

/** A request as CRS knows it. */
export interface KnownRequest {
  readonly dealer: string;
  readonly crsId: string;
  readonly dealerId: string | undefined;
  readonly customerNumber: string | undefined;
  readonly type: RequestType;
  readonly state: RequestState;
  /** Without ids, type and status. */
  readonly details: JsonObject;
  /** As CRS tells them, in the order in which they came. */
  readonly updates: readonly JsonObject[];
}

/** The ids and the type that a message gives a request, by whose they are. */
export interface NamedRequest {
  readonly crsId: string | undefined;
  readonly dealerId: string | undefined;
  readonly type: RequestType | undefined;
  readonly status: unknown;
  readonly details: JsonObject;
}

/** Reads which request a message is about: "localId is the sending system’s id". */
export function namedIn(request: JsonObject, from: Side): NamedRequest {
  const { localId, remoteId, requestType, status, ...details } = request;
  const [local, remote] = [asId(localId), asId(remoteId)];
  const type = isRequestType(requestType) ? requestType : undefined;
  const ids =
    from === 'crs' ? { crsId: local, dealerId: remote } : { crsId: remote, dealerId: local };
  return { ...ids, type, status, details };
}

/** A request as it begins; undefined when its type or status is none. */
export function opened(
  message: JsonObject,
  crsId: string,
  { dealerId, type, status, details }: NamedRequest,
): KnownRequest | undefined {
  if (!type || !isStatus(status)) return undefined;
  const quoteRequired = asText(valueAt(details, 'properties.quoteRequired'));
  const isOptional =
    quoteRequired === 'false' || valueAt(details, 'properties.quoteRequired') === false;
  return {
    dealer: asId(message['dealerCode']) ?? '',
    crsId,
    dealerId,
    customerNumber: asId(message['customerNumber']),
    type,
    state: openedIn(pathOf(type, isOptional ? false : undefined), status),
    details,
    updates: asObjects(asObject(message['payload'])?.['requestUpdates']),
  };
}

/** What comes of an update by either side. */
export function stepOf({ type, state }: KnownRequest, update: JsonObject, side: Side): Transition {
  const { status } = update;
  if (!isStatus(status)) return { result: 'refused', allowed: [] };
  const text = asText(valueAt(update, 'properties.disposition'));
  const disposition = text === undefined ? undefined : knownDisposition(type, text);
  return transition(state, { side, status, disposition });
}

/** The request after an update that its state allows. */
export function updated(
  known: KnownRequest,
  { dealerId, details }: Pick<NamedRequest, 'dealerId' | 'details'>,
  update: JsonObject,
  state: RequestState,
): KnownRequest {
  return {
    ...known,
    dealerId: known.dealerId ?? dealerId,
    details: merged(known.details, details),
    state,
    updates: [...known.updates, update],
  };
}
