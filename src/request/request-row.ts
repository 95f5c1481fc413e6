import { jsonIn } from './json-column.js';
import type { RequestRecord } from './request.js';

/** A request as the database gives it. */
export interface RequestRow extends Omit<RequestRecord, 'details'> {
  readonly details: string;
}

/** The columns of a request under the names of {@link RequestRow}. */
export const REQUEST_COLUMNS = `dealer_code AS "dealerCode", request_id AS "requestId",
  crs_id AS "crsId", request_type AS "requestType", status, ended, disposition,
  customer_number AS "customerNumber", opened_by AS "openedBy", created_date AS "createdDate",
  details::text AS details, update_count AS "updateCount", flag`;

/** The request in a row. */
export function requestIn(row: RequestRow): RequestRecord {
  return { ...row, details: jsonIn(row.details) };
}
