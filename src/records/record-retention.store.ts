import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';

const BATCH = 5_000;

/** Deletes old records. */
@Injectable()
export class RecordRetentionStore {
  constructor(private readonly database: Database) {}

  /**
   * Deletes what is older, dealer by dealer, in batches that are transactions of their own. Several
   * servers may do so at one time: none waits for another, and each row is counted once.
   * @returns how many records there were
   */
  forget(days: number, batch = BATCH): Promise<number> {
    return this.database.withSession(async (session) => {
      const { rows } = await session.query<{ dealer_code: string }>(
        'SELECT dealer_code FROM dealer ORDER BY dealer_code',
      );
      let records = 0;
      for (const { dealer_code: dealer } of rows)
        for (const statement of [FORGET_PULLS, FORGET_SUBMISSIONS])
          records += await deleteAll(session, statement, [dealer, days, batch]);
      return records;
    });
  }
}

async function deleteAll(
  session: ClientBase,
  statement: string,
  [dealer, days, batch]: readonly [string, number, number],
): Promise<number> {
  for (let records = 0; ;) {
    const { rowCount } = await session.query(statement, [dealer, days, batch]);
    records += rowCount ?? 0;
    if ((rowCount ?? 0) < batch) return records;
  }
}

const forget = (table: string, time: string, key: string) => `
  DELETE FROM ${table} WHERE dealer_code = $1 AND (${key}) IN (
    SELECT ${key} FROM ${table}
    WHERE dealer_code = $1 AND ${time} < now() - make_interval(days => $2)
    ORDER BY ${time} LIMIT $3 FOR UPDATE SKIP LOCKED)`;

const FORGET_PULLS = forget('pull_record', 'started_time', 'client_id, request, started_time');
const FORGET_SUBMISSIONS = forget('submission_record', 'time', 'record_id');
