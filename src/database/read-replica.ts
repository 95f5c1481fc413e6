import type pg from 'pg';
import type { Config } from '../config/config.js';
import type { EmbeddedLogger } from './embedded/embedded-postgres.js';
import { isBusy, isConflict, messageOf, reasonOf } from './replica-failure.js';
import { ForeignDatabaseError, identityOf } from './replica-identity.js';
import { servingPool } from './serving-pool.js';

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;
const TELL_AGAIN_MS = 60_000;

/** How the replica stands, for its operator. */
export interface ReplicaState {
  /** Whether pages are read from it. */
  readonly used: boolean;
  /** Why not. */
  readonly reason?: string;
  /** Since when it is used, or is not. */
  readonly since: string;
  /** Bytes of the primary's log that it has not replayed yet; not there when it is no standby. */
  readonly bytesBehind?: number;
}

/**
 * A server that may be behind, asked first where that is enough: whatever it does not answer, the
 * primary must. It is reached for in the background and left alone while it fails, so that no request
 * waits for a connection to a server that is gone.
 */
export class ReadReplica {
  // There while the replica is used: each time of use has connections of its own.
  #pool: pg.Pool | undefined;
  readonly #open = new Set<pg.Pool>();
  #identity = '';
  #reason = 'It was not reached yet';
  #since = new Date();
  #told: 'used' | 'left' | undefined;
  #conflictTold = 0;
  #restMs = FIRST_REST_MS;
  #rest: NodeJS.Timeout | undefined;
  #started = false;
  #closed = false;

  constructor(
    private readonly config: Config,
    private readonly primary: pg.Pool,
    private readonly logger: EmbeddedLogger | undefined,
  ) {}

  /** Whether it can be asked now. Begins to reach for it when that was not done yet. */
  get ready(): boolean {
    this.start();
    return this.#pool !== undefined;
  }

  /** Begins to reach for the replica, and for as long as it takes. Repeatable. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#reach();
  }

  /** The first row of a statement; undefined when there is none, or the replica fails. */
  async first<T extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<T | undefined> {
    const pool = this.#pool;
    if (!pool) return undefined;
    try {
      const { rows } = await pool.query<T>(query);
      this.#restMs = FIRST_REST_MS;
      return rows[0];
    } catch (error) {
      this.#failed(pool, error);
      return undefined;
    }
  }

  /** How it stands now. Never fails. */
  async state(): Promise<ReplicaState> {
    const pool = this.ready ? this.#pool : undefined;
    const replayed = pool && (await this.#replayed(pool));
    const bytesBehind = replayed && (await this.#bytesAfter(replayed));
    const since = this.#since.toISOString();
    if (!this.#pool) return { used: false, reason: this.#reason, since };
    return { used: true, since, ...(typeof bytesBehind === 'number' && { bytesBehind }) };
  }

  /** Ends its connections, those in use when they are given back. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#pool = undefined;
    clearTimeout(this.#rest);
    await Promise.all([...this.#open].map((pool) => this.#end(pool)));
  }

  async #reach(): Promise<void> {
    const pool = this.#connections();
    try {
      this.#identity = (await identityOf(this.primary)).identity;
      const { standby } = await identityOf(pool);
      if (this.#closed) return void this.#end(pool);
      this.#pool = pool;
      this.#since = new Date();
      if (this.#told !== 'used') this.#tellUse(standby);
    } catch (error) {
      void this.#end(pool);
      this.#leave(error);
    }
  }

  #connections(): pg.Pool {
    const { config } = this;
    // Half of the time, so that the primary can still answer within that of the request.
    const pool = servingPool({
      url: () => config.DATABASE_READ_URL,
      size: config.DATABASE_POOL_SIZE,
      connectTimeoutMs: Math.round(config.DATABASE_CONNECT_TIMEOUT_MS / 2),
      statementTimeoutMs: Math.round(config.DATABASE_STATEMENT_TIMEOUT_MS / 2),
      settings: { default_transaction_read_only: 'on' },
      // Load balancers end idle connections as well: the next statement sees for itself.
      onIdleError: () => undefined,
      verify: (client) => this.#verify(client),
    });
    this.#open.add(pool);
    return pool;
  }

  // Each connection, as a load balancer may lead each to another server.
  async #verify(client: pg.PoolClient): Promise<void> {
    const { identity } = await identityOf(client);
    if (identity === this.#identity) return;
    throw new ForeignDatabaseError(
      `it is ${identity} and DATABASE_URL is ${this.#identity} (system identifier/database)`,
    );
  }

  #failed(pool: pg.Pool, error: unknown): void {
    // What was asked before the replica was left says nothing of it now.
    if (pool !== this.#pool || isBusy(error)) return;
    if (isConflict(error)) return this.#tellConflict(error);
    this.#pool = undefined;
    void this.#end(pool);
    this.#leave(error);
  }

  #leave(error: unknown): void {
    if (this.#closed) return;
    const reason = reasonOf(error);
    if (this.#told !== 'left' || this.#reason !== reason) {
      this.#since = new Date();
      this.logger?.warn(
        `Pages are read from DATABASE_URL alone, the replica is left: ${reason}: ${messageOf(error)}`,
      );
    }
    this.#told = 'left';
    this.#reason = reason;
    this.#rest = setTimeout(() => void this.#reach(), this.#restMs).unref();
    this.#restMs = Math.min(this.#restMs * 2, LONGEST_REST_MS);
  }

  #tellUse(standby: boolean): void {
    this.#told = 'used';
    this.logger?.info('Pages are read from DATABASE_READ_URL');
    if (!standby)
      this.logger?.warn('The server of DATABASE_READ_URL is no standby: it relieves no primary');
  }

  #tellConflict(error: unknown): void {
    if (Date.now() - this.#conflictTold < TELL_AGAIN_MS) return;
    this.#conflictTold = Date.now();
    this.logger?.warn(
      `The replica cancelled a page, which the primary answered instead: ${messageOf(error)}`,
    );
  }

  async #replayed(pool: pg.Pool): Promise<string | null> {
    try {
      const { rows } = await pool.query<{ lsn: string | null }>(
        'SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END AS lsn',
      );
      return rows[0]?.lsn ?? null;
    } catch (error) {
      this.#failed(pool, error);
      return null;
    }
  }

  async #bytesAfter(lsn: string): Promise<number | undefined> {
    const sql = 'SELECT greatest(pg_wal_lsn_diff(pg_current_wal_lsn(), $1), 0)::float8 AS bytes';
    const found = await this.primary.query<{ bytes: number }>(sql, [lsn]).catch(() => undefined);
    return found?.rows[0]?.bytes;
  }

  async #end(pool: pg.Pool): Promise<void> {
    if (this.#open.delete(pool)) await pool.end().catch(() => undefined);
  }
}
