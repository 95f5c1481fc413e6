import type { JsonObject } from '../interface/message/json-values.js';
import { readData } from './request-data.js';
import {
  hasStatus,
  pathOf,
  type Path,
  type RequestState,
} from '../interface/message/request.state.js';
import type { RequestType, Side, Status } from '../interface/message/request-type.js';

/** A customer's request, as it stands. */
export interface RequestRecord {
  readonly dealerCode: string;
  /** Ours: CRS's `remoteId`. */
  readonly requestId: string;
  /** CRS's, once known. */
  readonly crsId: string | null;
  readonly requestType: RequestType;
  readonly status: Status;
  /** Nothing more is expected of the dealer. */
  readonly ended: boolean;
  readonly disposition: string | null;
  readonly customerNumber: string | null;
  readonly openedBy: Side;
  readonly createdDate: Date;
  /** In the interface's layout, without ids and status. */
  readonly details: JsonObject;
  readonly updateCount: number;
  /** What CRS has to say against it. */
  readonly flag: string | null;
}

/** One step of a request, or a word about it. */
export interface UpdateRecord {
  readonly origin: Side;
  readonly status: string;
  readonly createdDate: Date;
  /** In the interface's layout. */
  readonly details: JsonObject;
  /** The message that brought it, from CRS, or takes it there, from the dealer. */
  readonly sequence: number | null;
}

/** The place of a request in its state table. */
export function stateOf(request: RequestRecord): RequestState {
  const { requestType, details, status, ended, disposition } = request;
  return { path: pathFor(requestType, details, status), status, ended, disposition };
}

/** The way through the states that a request with these details takes. */
export function pathFor(type: RequestType, details: JsonObject, status: Status): Path {
  if (type !== 'quote') return type;
  const path = pathOf(type, readData(type, details).data.quoteRequired);
  // Quoted already, when it was said that no quote is required.
  return hasStatus(path, status) ? path : 'quote';
}
