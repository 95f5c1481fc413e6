import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';
import { onAdvisoryKey } from '../database/lock-holders.js';
import { LEASE, LEASE_SECONDS, LoadStore, lockKey } from './load.store.js';

/** After this time of waiting it is looked whether the load waited for is still alive. */
const LOOK_AFTER = '5s';
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * The loads of one dealer are published one after the other, in the order of their numbers, on
 * whichever node they run: a delta that was sent during a full load must not be overwritten by it.
 *
 * A running load holds a lease and renews it. One whose process is stopped, or cut off from the
 * database, loses it to the next load that waits for it. Its number is its fencing number: the last
 * statement of the publishing transaction changes the record of that number from running to published,
 * and nothing is published where that finds it given up.
 */
@Injectable()
export class LoadLeaseStore {
  constructor(
    private readonly database: Database,
    private readonly loads: LoadStore,
  ) {}

  /** Renews the lease of a load, if it still has it. */
  async renew(dealerCode: string, loadId: number): Promise<void> {
    await this.database.pool.query(
      `UPDATE load SET lease_until = clock_timestamp() + ${LEASE}
       WHERE dealer_code = $1 AND load_id = $2 AND state = 'running'`,
      [dealerCode, loadId],
    );
  }

  /** Waits until no earlier load of the dealer runs. Ends those that lost their process or lease. */
  async awaitTurn(session: ClientBase, dealerCode: string, loadId: number): Promise<void> {
    for (;;) {
      const { rows } = await session.query<{ load_id: number }>(
        `SELECT load_id FROM load WHERE dealer_code = $1 AND load_id < $2 AND state = 'running'
         ORDER BY load_id LIMIT 1`,
        [dealerCode, loadId],
      );
      const earlier = rows[0]?.load_id;
      if (earlier === undefined) return;
      await this.#endExpired(session, dealerCode, earlier);
      if (await this.#hasEnded(session, dealerCode, earlier))
        await this.loads.failInterrupted(session, dealerCode, loadId);
    }
  }

  /** Waits for the lock that the load's connection holds, for a while. */
  async #hasEnded(session: ClientBase, dealerCode: string, loadId: number): Promise<boolean> {
    await session.query(`BEGIN; SET LOCAL lock_timeout = '${LOOK_AFTER}'`);
    try {
      const lock = `SELECT pg_advisory_xact_lock_shared(${lockKey('$1::text', '$2::int')})`;
      await session.query(lock, [dealerCode, loadId]);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    } finally {
      await session.query('ROLLBACK');
    }
  }

  /**
   * Ends a load that did not renew its lease, and its connections: a stopped process would hold its
   * staging tables, and could not be told apart from one that goes on.
   */
  async #endExpired(session: ClientBase, dealerCode: string, loadId: number): Promise<void> {
    const { rowCount } = await session.query(
      `UPDATE load SET state = 'failed', finished_at = clock_timestamp(), error = $3
       WHERE dealer_code = $1 AND load_id = $2 AND state = 'running'
         AND lease_until < clock_timestamp()`,
      [dealerCode, loadId, EXPIRED],
    );
    if (rowCount === 1) await session.query(END_CONNECTIONS, [dealerCode, loadId]);
  }
}

const EXPIRED = `The load was given up: nothing was heard of its process for ${LEASE_SECONDS} seconds.`;

const END_CONNECTIONS = `
  SELECT pg_terminate_backend(pid) FROM (
    SELECT DISTINCT pid FROM pg_locks
    WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid <> pg_backend_pid() AND (
        ${onAdvisoryKey(lockKey('$1::text', '$2::int'))}
        OR (locktype = 'relation' AND relation IN (
          SELECT oid FROM pg_class WHERE relnamespace = 'staging'::regnamespace
            AND starts_with(relname, $1 || '.' || $2::int || '.'))))
  ) AS holders`;
