import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import type { PageRequest, Part } from '../http/page.js';
import { jsonIn } from './json-column.js';
import type { RequestMessage, RequestSummary } from './request-details.js';
import { REQUEST_COLUMNS, requestIn, type RequestRow } from './request-row.js';
import type { RequestRecord, UpdateRecord } from './request.js';

/** Which requests are asked for; those of all kinds, states, … where nothing is said. */
export interface RequestFilter {
  readonly status?: readonly string[];
  readonly type?: readonly string[];
  readonly customer?: readonly string[];
  readonly contract?: string | undefined;
  readonly division?: string | undefined;
  readonly location?: string | undefined;
  /** Changed at this time or later. */
  readonly since?: string | undefined;
}

/** A request and what only the database knows of it. */
export interface StoredRequest {
  readonly record: RequestRecord;
  readonly summary: RequestSummary;
}

/** Reads requests for the dealer's own systems. */
@Injectable()
export class RequestListStore {
  constructor(private readonly database: Database) {}

  /** Those that a filter lets through, the last changed first. */
  async list(
    dealerCode: string,
    filter: RequestFilter,
    { page, items }: PageRequest,
  ): Promise<Part<RequestSummary>> {
    const values = [dealerCode, ...valuesOf(filter)];
    const { rows: counted } = await this.database.pool.query<{ total: string }>({
      text: `SELECT count(*) AS total FROM request WHERE ${FILTER}`,
      values,
    });
    const total = Number(counted[0]?.total);
    if (page * items >= total) return { items: [], total };
    const { rows } = await this.database.pool.query<SummaryRow>({
      text: `SELECT ${SUMMARY_COLUMNS} FROM request WHERE ${FILTER}
             ORDER BY changed_time DESC, request_id DESC OFFSET $9 LIMIT $10`,
      values: [...values, page * items, items],
    });
    return { items: rows.map(summaryOf), total };
  }

  /** @throws AppError `not-found` */
  async get(dealerCode: string, requestId: string): Promise<StoredRequest> {
    const where = 'FROM request WHERE dealer_code = $1 AND request_id = $2';
    const values = [dealerCode, requestId];
    const { pool } = this.database;
    const { rows } = await pool.query<SummaryRow>(`SELECT ${SUMMARY_COLUMNS} ${where}`, values);
    const { rows: records } = await pool.query<RequestRow>(
      `SELECT ${REQUEST_COLUMNS} ${where}`,
      values,
    );
    if (!rows[0] || !records[0])
      throw new AppError('not-found', `Dealer ${dealerCode} has no request ${requestId}`);
    return { record: requestIn(records[0]), summary: summaryOf(rows[0]) };
  }

  /** The updates of a request, in order. */
  async updates(dealerCode: string, requestId: string): Promise<UpdateRecord[]> {
    const { rows } = await this.database.pool.query<Omit<UpdateRecord, 'details'> & Detailed>({
      name: 'get-request-updates',
      text: `SELECT origin, status, created_date AS "createdDate", details::text AS details,
               sequence::float8 AS sequence
             FROM request_update WHERE dealer_code = $1 AND request_id = $2 ORDER BY number`,
      values: [dealerCode, requestId],
    });
    return rows.map((row) => ({ ...row, details: jsonIn(row.details) }));
  }

  /** The messages about a request in both directions, in the order they were taken in or queued. */
  async messages(dealerCode: string, requestId: string): Promise<RequestMessage[]> {
    const { rows } = await this.database.pool.query<
      Omit<RequestMessage, 'enqueuedTime'> & { enqueuedTime: Date }
    >({
      name: 'get-request-messages',
      text: `SELECT direction, sequence::float8 AS sequence,
               submitted_message_id AS "submittedMessageId", enqueued_time AS "enqueuedTime",
               state, outcome
             FROM message WHERE dealer_code = $1 AND request_id = $2
             ORDER BY enqueued_time, direction, sequence`,
      values: [dealerCode, requestId],
    });
    return rows.map((row) => ({ ...row, enqueuedTime: row.enqueuedTime.toISOString() }));
  }
}

interface Detailed {
  readonly details: string;
}

type SummaryRow = Omit<RequestSummary, TimeName> &
  Record<Exclude<TimeName, 'endedTime'>, Date> & {
    readonly endedTime: Date | null;
  };
type TimeName = 'createdDate' | 'openedTime' | 'changedTime' | 'endedTime';

const SUMMARY_COLUMNS = `request_id AS "requestId", crs_id AS "crsId",
  request_type AS "requestType", status, ended, disposition, customer_number AS "customerNumber",
  contract_ids AS "contractIds", division_ids AS "divisionIds", location_ids AS "locationIds",
  opened_by AS "openedBy", created_date AS "createdDate", details ->> 'title' AS title,
  update_count AS updates, flag, opened_time AS "openedTime", changed_time AS "changedTime",
  ended_time AS "endedTime"`;

const FILTER = `dealer_code = $1
  AND ($2::text[] IS NULL OR status = ANY($2))
  AND ($3::text[] IS NULL OR request_type = ANY($3))
  AND ($4::text[] IS NULL OR customer_number = ANY($4))
  AND ($5::text IS NULL OR contract_ids @> ARRAY[$5::text]
    -- It may be named before it is loaded.
    OR details -> 'contract' ->> 'contractId' = $5)
  AND ($6::text IS NULL OR division_ids @> ARRAY[$6::text])
  AND ($7::text IS NULL OR location_ids @> ARRAY[$7::text])
  AND ($8::timestamptz IS NULL OR changed_time >= $8)`;

function valuesOf({ status, type, customer, contract, division, location, since }: RequestFilter) {
  const given = (values?: readonly string[]) => (values && values.length > 0 ? values : null);
  const lists = [given(status), given(type), given(customer)];
  return [...lists, contract ?? null, division ?? null, location ?? null, since ?? null];
}

function summaryOf(row: SummaryRow): RequestSummary {
  return {
    ...row,
    createdDate: row.createdDate.toISOString(),
    openedTime: row.openedTime.toISOString(),
    changedTime: row.changedTime.toISOString(),
    endedTime: row.endedTime?.toISOString() ?? null,
  };
}
