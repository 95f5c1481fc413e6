import { Injectable } from '@nestjs/common';
import type { Client } from 'pg';
import { Database } from '../../database/database.js';
import { onAdvisoryKey } from '../../database/lock-holders.js';
import type { LoadState } from '../load-record.js';
import type { LoadMode, LoadReport } from '../load-report.js';

/** How far a load is, by its record. */
export interface BundleLoad {
  readonly load: number;
  readonly mode: LoadMode;
  readonly state: LoadState;
  /** None when it is under way, or was interrupted. */
  readonly report: LoadReport | null;
  /** Who confirmed or discarded it when it was held, or what superseded it. */
  readonly decidedBy: string | null;
}

/** The same, of a bundle that was taken up again. */
export interface RepeatedLoad extends BundleLoad {
  /** How many loads of the bundle were cut off by the end of the server, this one included. */
  readonly interruptions: number;
}

const LOCK_KEY = `hashtextextended('bundles ' || $1::text, 0)`;

// A node that is stopped (a frozen machine, a debugger) keeps its connections. That it is not alive is
// told by the lease of its load, which it would have renewed.
const FREE_FROM_LAPSED = `
  SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE granted AND ${onAdvisoryKey(LOCK_KEY)}
    AND EXISTS (
      SELECT FROM load WHERE dealer_code = $1 AND bundle IS NOT NULL AND state = 'running'
        AND lease_until < clock_timestamp())
    AND NOT EXISTS (
      SELECT FROM load WHERE dealer_code = $1 AND bundle IS NOT NULL AND state = 'running'
        AND lease_until >= clock_timestamp())`;

/** What the database knows of bundles, and who works on them. */
@Injectable()
export class WatchStore {
  constructor(private readonly database: Database) {}

  /**
   * Takes a dealer's bundles for as long as the session lives. The load runs on the same session:
   * so when nobody has the lock, no load of theirs can be published any more. From a node that is
   * stopped it is taken away: the next one who asks gets it.
   * @returns the session's backend, or undefined when another node works on them
   */
  async lock(session: Client, dealerCode: string): Promise<number | undefined> {
    const { rows } = await session.query<{ taken: boolean; pid: number }>(
      `SELECT pg_try_advisory_lock(${LOCK_KEY}) AS taken, pg_backend_pid() AS pid`,
      [dealerCode],
    );
    if (rows[0]?.taken) return rows[0].pid;
    await session.query(FREE_FROM_LAPSED, [dealerCode]);
    return undefined;
  }

  /** Ends sessions, whatever statement they are at. */
  async endSessions(backends: readonly number[]): Promise<void> {
    await this.database.pool.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid', [
      backends,
    ]);
  }

  /** The last load of a bundle, by the name it was taken under, if one was begun. */
  async loadOf(
    session: Client,
    dealerCode: string,
    takenAs: string,
  ): Promise<RepeatedLoad | undefined> {
    const { rows } = await session.query<RepeatedLoad>(
      `SELECT load_id AS load, mode, state, report, decided_by AS "decidedBy",
         (count(*) FILTER (WHERE report IS NULL) OVER ())::int AS interruptions
       FROM load WHERE dealer_code = $1 AND bundle = $2 ORDER BY load_id DESC LIMIT 1`,
      [dealerCode, takenAs],
    );
    return rows[0];
  }

  /** Loads by their numbers, as far as there are such. */
  async loads(dealerCode: string, numbers: readonly number[]): Promise<BundleLoad[]> {
    const { rows } = await this.database.pool.query<BundleLoad>(
      `SELECT load_id AS load, mode, state, report, decided_by AS "decidedBy" FROM load
       WHERE dealer_code = $1 AND load_id = ANY ($2)`,
      [dealerCode, numbers],
    );
    return rows;
  }
}
