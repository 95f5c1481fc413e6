import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { ReplicaState } from '../../database/read-replica.js';
import { servingPool } from '../../database/serving-pool.js';
import { Metrics } from './metrics.js';
import { clearStatistics, setStatistics } from './set-statistics.js';
import { readStatistics } from './statistics.store.js';

const LIMIT_MS = 2_000;
/** Several that look do not make several reads of it. */
const KEPT_MS = 5_000;

/** Reads what the database tells for the metrics, over a connection that no request waits for. */
@Injectable()
export class DatabaseReader implements OnApplicationShutdown {
  readonly #logger = new Logger('Metrics');
  #pool: pg.Pool | undefined;
  #last: { readonly at: number; readonly done: Promise<void> } | undefined;
  #isRead = true;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'DATABASE_CONNECT_TIMEOUT_MS'>,
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  /** Sets the metrics of the database, as of at most five seconds ago. Takes two seconds at most. */
  refresh(): Promise<void> {
    const last = this.#last;
    return last && performance.now() - last.at < KEPT_MS ? last.done : this.readAnew();
  }

  /** The same, as of now. */
  readAnew(): Promise<void> {
    const at = performance.now();
    this.#last = { at, done: this.#read(at) };
    return this.#last.done;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool?.end();
  }

  async #read(begin: number): Promise<void> {
    const late = new AbortController();
    const limit = delay(LIMIT_MS, undefined, { signal: late.signal, ref: false }).then(() => {
      throw new Error(`It did not answer within ${LIMIT_MS / 1000} seconds`);
    });
    const inTime = <T>(work: Promise<T>) => Promise.race([work, limit]);
    let isUp = false;
    try {
      const connection = this.#connection();
      await inTime(connection.query('SELECT 1'));
      isUp = true;
      const [statistics, replica] = await inTime(
        Promise.all([readStatistics(connection, late.signal), this.database.replica?.state()]),
      );
      setStatistics(this.metrics, statistics);
      this.#setReplica(replica);
      this.#tell(undefined);
    } catch (error) {
      clearStatistics(this.metrics);
      this.#tell(error);
    } finally {
      late.abort();
    }
    const seconds = (performance.now() - begin) / 1000;
    this.metrics.replace('crs_database_up', [[{}, isUp ? 1 : 0]]);
    this.metrics.replace('crs_database_read', [[{}, this.#isRead ? 1 : 0]]);
    this.metrics.replace('crs_database_read_duration_seconds', [[{}, seconds]]);
  }

  // One that is full of requests must not look like a database that is gone.
  #connection(): pg.Pool {
    this.#pool ??= servingPool({
      url: this.database.url,
      size: 1,
      connectTimeoutMs: Math.min(this.config.DATABASE_CONNECT_TIMEOUT_MS, LIMIT_MS),
      statementTimeoutMs: LIMIT_MS,
      settings: { default_transaction_read_only: 'on', jit: 'off' },
      onIdleError: () => undefined,
    });
    return this.#pool;
  }

  #setReplica(replica: ReplicaState | undefined): void {
    const { used, bytesBehind: behind } = replica ?? {};
    this.metrics.replace('crs_replica_used', used === undefined ? [] : [[{}, used ? 1 : 0]]);
    this.metrics.replace('crs_replica_behind_bytes', behind === undefined ? [] : [[{}, behind]]);
  }

  #tell(error: unknown): void {
    if (this.#isRead && error !== undefined)
      this.#logger.warn(
        `The metrics of the database cannot be read: ${error instanceof Error ? error.message : 'the reason is unknown'}`,
      );
    this.#isRead = error === undefined;
  }
}
