import type { DataFault } from './data-reader.js';
import type { JsonObject } from '../interface/message/json-values.js';
import type { RequestFile } from './request-files.js';
import type { RequestType, Side, Status } from '../interface/message/request-type.js';

/** A request in a list. */
export interface RequestSummary {
  readonly requestId: string;
  readonly crsId: string | null;
  readonly requestType: RequestType;
  readonly status: Status;
  readonly ended: boolean;
  readonly disposition: string | null;
  readonly customerNumber: string | null;
  readonly contractIds: readonly string[];
  readonly divisionIds: readonly string[];
  readonly locationIds: readonly string[];
  readonly openedBy: Side;
  readonly createdDate: string;
  readonly title: string | null;
  readonly updates: number;
  readonly flag: string | null;
  readonly openedTime: string;
  readonly changedTime: string;
  readonly endedTime: string | null;
}

/** An update of a request. */
export interface UpdateDetails {
  /** From 1. */
  readonly number: number;
  readonly origin: Side;
  /** In the interface's layout. */
  readonly update: JsonObject;
}

/** A message that a request came from or went to CRS with. */
export interface RequestMessage {
  readonly direction: 'in' | 'out';
  readonly sequence: number;
  readonly submittedMessageId: string;
  readonly enqueuedTime: string;
  readonly state: string;
  readonly outcome: string | null;
}

/** All there is to know about a request. */
export interface RequestDetails extends Omit<RequestSummary, 'updates'> {
  /** In the interface's layout. */
  readonly request: JsonObject;
  /** What it tells, typed by its kind. */
  readonly data: object;
  /** What of it is not as the interface says. */
  readonly faults: readonly DataFault[];
  /** States that the dealer may name now. */
  readonly allowed: readonly Status[];
  readonly updates: readonly UpdateDetails[];
  readonly files: readonly RequestFile[];
  readonly messages: readonly RequestMessage[];
}
