import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { rowsInBatches } from './log-cursor.js';

/** Which pulls. */
export interface PullLogFilter {
  readonly dealerCode: string;
  /** Begun from then on, and before. */
  readonly since: Date;
  readonly until?: Date | undefined;
  readonly clientId?: string | undefined;
  readonly customer?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Only those with an answer that was none. */
  readonly failed?: boolean | undefined;
}

/**
 * - `done`: its last page was served
 * - `underway`: it was not yet, but may still be asked for
 * - `unfinished`: it was not asked for within fifteen minutes
 * - `failed`: no page was served
 */
export type PullState = 'done' | 'underway' | 'unfinished' | 'failed';

/** A pull, or identical questions of one moment. */
export interface PullLogEntry {
  readonly startedTime: Date;
  readonly lastTime: Date;
  readonly state: PullState;
  readonly clientId: string;
  readonly endpoint: string;
  readonly customers: readonly string[];
  readonly since: string | null;
  readonly generation: number | null;
  /** Answers with a page, and the items on them. */
  readonly pages: number;
  readonly items: number;
  readonly pageSize: number | null;
  /** Highest number of a page that was served. */
  readonly lastPage: number | null;
  readonly totalPages: number | null;
  readonly failures: number;
  readonly failedStatus: number | null;
  readonly failedCode: string | null;
  /** Of the last answer. */
  readonly status: number;
  /** Of this server, for all answers. */
  readonly milliseconds: number;
  readonly bytes: number;
}

/** All pulls of a filter. */
export interface PullLogSummary {
  readonly pulls: number;
  readonly pages: number;
  readonly items: number;
  readonly failures: number;
  readonly unfinished: number;
}

/** Reads what CRS was served. */
@Injectable()
export class PullLogStore {
  constructor(private readonly database: Database) {}

  /** The newest so many, or all, in batches; the oldest of them first. */
  entries(filter: PullLogFilter, limit?: number): AsyncGenerator<PullLogEntry[]> {
    const order = 'started_time, client_id, request';
    const newest = order.replaceAll(/\w+/g, '$& DESC');
    const rows =
      limit === undefined
        ? `SELECT * FROM pull_record WHERE ${WHERE}`
        : `SELECT * FROM (SELECT * FROM pull_record WHERE ${WHERE} ORDER BY ${newest} LIMIT $8) AS r`;
    const values = valuesOf(filter);
    return rowsInBatches(
      this.database,
      `SELECT ${COLUMNS} FROM (${rows}) AS r ORDER BY ${order}`,
      limit === undefined ? values : [...values, limit],
    );
  }

  async summary(filter: PullLogFilter): Promise<PullLogSummary> {
    const { rows } = await this.database.withSession((session) =>
      session.query<PullLogSummary>(SUMMARY, valuesOf(filter)),
    );
    return rows[0] ?? { pulls: 0, pages: 0, items: 0, failures: 0, unfinished: 0 };
  }
}

function valuesOf(filter: PullLogFilter): unknown[] {
  const { dealerCode, since, until, clientId, customer, endpoint, failed } = filter;
  const given = [clientId, customer, endpoint].map((value) => value ?? null);
  return [dealerCode, since, until ?? null, ...given, failed ?? false];
}

const WHERE = `dealer_code = $1 AND started_time >= $2::timestamptz
  AND started_time < coalesce($3::timestamptz, 'infinity')
  AND ($4::text IS NULL OR client_id = $4) AND ($5::text IS NULL OR $5 = ANY (customers))
  AND ($6::text IS NULL OR endpoint = $6) AND (NOT $7::boolean OR failures > 0)`;

const STATE = `
  CASE WHEN pages = 0 THEN 'failed'
    WHEN coalesce(last_page + 1 >= total_pages, true) THEN 'done'
    WHEN last_time > now() - interval '15 minutes' THEN 'underway'
    ELSE 'unfinished' END`;

// Numbers that JavaScript holds exactly.
const COLUMNS = `started_time AS "startedTime", last_time AS "lastTime", ${STATE} AS state,
  client_id AS "clientId", endpoint, customers, since, generation::float8, pages, items::float8,
  page_size AS "pageSize", last_page AS "lastPage", total_pages AS "totalPages", failures,
  failed_status AS "failedStatus", failed_code AS "failedCode", status, milliseconds::float8,
  bytes::float8`;

const SUMMARY = `
  SELECT count(*)::float8 AS pulls, coalesce(sum(pages), 0)::float8 AS pages,
    coalesce(sum(items), 0)::float8 AS items, coalesce(sum(failures), 0)::float8 AS failures,
    count(*) FILTER (WHERE ${STATE} = 'unfinished')::float8 AS unfinished
  FROM pull_record WHERE ${WHERE}`;
