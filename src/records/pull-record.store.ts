import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { pullDigest } from '../mirror/pin.store.js';
import type { PullEntry } from './pull-entry.js';

/** Writes what CRS was served. */
@Injectable()
export class PullRecordStore {
  constructor(private readonly database: Database) {}

  /**
   * Adds entries to the rows of their pulls, all of them or none, and makes those rows that are not
   * there. It does not wait for the disk.
   * @param entries all of them uncertain (then what a row has already is not added again), or none
   */
  async write(entries: readonly PullEntry[]): Promise<void> {
    await this.database.pool.query({
      name: 'write-pulls',
      text: WRITE,
      values: [JSON.stringify(entries.map(toRow)), entries.some(({ uncertain }) => uncertain)],
    });
  }
}

/** Characters of six bits: it is in the key of each row, and nobody gains by two that are alike. */
const DIGEST_LENGTH = 22;

function toRow({ about, startedTime, lastTime, ...entry }: PullEntry) {
  const { dealerCode, clientId, endpoint, customers, since, asked, status } = about;
  const resource = since === null ? endpoint : `${endpoint} ${since}`;
  return {
    ...entry,
    dealerCode,
    clientId,
    request: pullDigest({ resource, customers, items: asked }).slice(0, DIGEST_LENGTH),
    startedTime: new Date(startedTime),
    lastTime: new Date(lastTime),
    endpoint,
    customers,
    since,
    status,
  };
}

/**
 * The row that an entry goes on with, if it is this one: the first one from its place on in the key.
 * Said in this way no other index will do: by equality any one that begins with the dealer is as good
 * to a planner without statistics.
 */
const rowFrom = (comparison: '<=' | '>', order: 'DESC' | 'ASC', condition: string) => `
  (SELECT CASE WHEN (p.client_id, p.request) = ("clientId", given.request) AND ${condition}
     THEN p.started_time END
   FROM pull_record p WHERE p.dealer_code = "dealerCode"
     AND (p.client_id, p.request, p.started_time) ${comparison} ("clientId", given.request, "startedTime")
   ORDER BY p.client_id ${order}, p.request ${order}, p.started_time ${order} LIMIT 1)`;

/**
 * Parameters: the entries (JSON), and whether they may have been written before.
 *
 * Pages that go on with a pull are added to the newest row of their key that was used within fifteen
 * minutes and began before them. One that seems to have begun after them, as the clocks of two servers
 * differ, is taken when there is no other. The rows are locked in the order of their key: two servers
 * that write at one moment wait for each other, and never both.
 */
const WRITE = `
  WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true)
  ), given AS (
    SELECT *, CASE WHEN NOT begins THEN coalesce(
      ${rowFrom('<=', 'DESC', `p.last_time >= "startedTime" - interval '15 minutes'`)},
      ${rowFrom('>', 'ASC', `p.started_time < "startedTime" + interval '5 seconds'`)}) END AS begun
    FROM json_to_recordset($1::json) AS given (
      "dealerCode" text, "clientId" text, request text, begins boolean, "startedTime" timestamptz(3),
      "lastTime" timestamptz(3), endpoint text, customers text[], since text, generation bigint,
      pages integer, items bigint, "pageSize" integer, "lastPage" integer, "totalPages" integer,
      failures integer, "failedStatus" integer, "failedCode" text, status integer,
      milliseconds bigint, bytes bigint)
    WHERE EXISTS (SELECT FROM dealer WHERE dealer_code = "dealerCode")
  )
  INSERT INTO pull_record AS r (dealer_code, client_id, request, started_time, last_time, endpoint,
    customers, since, generation, pages, items, page_size, last_page, total_pages, failures,
    failed_status, failed_code, status, milliseconds, bytes)
  SELECT "dealerCode", "clientId", request, coalesce(begun, "startedTime") AS started, "lastTime",
    endpoint, customers, since, generation, pages, items, "pageSize", "lastPage", "totalPages",
    failures, "failedStatus", "failedCode", status, milliseconds, bytes
  FROM unflushed CROSS JOIN given
  ORDER BY "dealerCode" COLLATE "C", "clientId" COLLATE "C", request COLLATE "C", started
  ON CONFLICT (dealer_code, client_id, request, started_time) DO UPDATE SET
    last_time = greatest(r.last_time, excluded.last_time),
    generation = coalesce(excluded.generation, r.generation),
    pages = r.pages + excluded.pages,
    items = r.items + excluded.items,
    page_size = coalesce(excluded.page_size, r.page_size),
    last_page = greatest(r.last_page, excluded.last_page),
    total_pages = coalesce(excluded.total_pages, r.total_pages),
    failures = r.failures + excluded.failures,
    failed_status = coalesce(excluded.failed_status, r.failed_status),
    failed_code = CASE WHEN excluded.failures > 0 THEN excluded.failed_code ELSE r.failed_code END,
    status = CASE WHEN excluded.last_time >= r.last_time THEN excluded.status ELSE r.status END,
    milliseconds = r.milliseconds + excluded.milliseconds,
    bytes = r.bytes + excluded.bytes
  WHERE NOT $2::boolean OR r.last_time < excluded.last_time`;
