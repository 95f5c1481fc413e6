import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import type { Config } from '../config/config.js';
import { PrismaClient } from '../generated/prisma/client.js';
import { EmbeddedPostgres, type EmbeddedLogger } from './embedded/embedded-postgres.js';
import { applyMigrations, pendingMigrations } from './migrations.js';
import { ReadReplica } from './read-replica.js';
import { servingPool } from './serving-pool.js';
import { openClient, withClient } from './session.js';

const CLOSE_TIMEOUT_MS = 5_000;

export interface DatabaseOptions {
  /**
   * Starts the embedded PostgreSQL again when it dies, and reaches for the read replica at once. For
   * processes that stay.
   */
  readonly supervise?: boolean;
  readonly logger?: EmbeddedLogger;
}

// The databases of this process that are open.
const OPEN = new Set<Database>();

/** Closes what is open, for a program that fails before Nest has handed out what it made. */
export async function closeDatabases(): Promise<void> {
  await Promise.all([...OPEN].map((database) => database.close()));
}

/**
 * The way to PostgreSQL: one pool for requests, connections of one's own for long work, and maybe a
 * replica for pages.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  /** Serves requests; its waits and statements end in time. */
  readonly pool: pg.Pool;
  /** Prisma, on the same pool. */
  readonly prisma: PrismaClient;
  /** Where pages are read while it can be relied on; only with a DATABASE_READ_URL. */
  readonly replica: ReadReplica | undefined;
  /** The address of the database, password included. */
  readonly url: () => string;
  private closed: Promise<void> | undefined;

  private constructor(
    config: Config,
    private readonly embedded: EmbeddedPostgres | undefined,
    logger: EmbeddedLogger | undefined,
  ) {
    this.url = () => embedded?.url ?? config.DATABASE_URL;
    this.pool = servingPool({
      url: this.url,
      size: config.DATABASE_POOL_SIZE,
      connectTimeoutMs: config.DATABASE_CONNECT_TIMEOUT_MS,
      statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
      onIdleError: (error) => logger?.warn(`A database connection broke: ${error.message}`),
    });
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.pool) });
    if (config.DATABASE_READ_URL) this.replica = new ReadReplica(config, this.pool, logger);
    OPEN.add(this);
  }

  /**
   * Opens the database of the configuration. The embedded one is started, or found running, and
   * migrated; one with a DATABASE_URL is neither reached nor migrated here.
   * @throws EmbeddedPostgresError, MigrationError
   */
  static async open(config: Config, options: DatabaseOptions = {}): Promise<Database> {
    if (config.DATABASE_URL) {
      const database = new Database(config, undefined, options.logger);
      if (options.supervise) database.replica?.start();
      return database;
    }
    const embedded = await EmbeddedPostgres.start({ dataDir: config.DATA_DIR, ...options });
    try {
      const applied = await applyMigrations(embedded.url);
      if (applied.length > 0) options.logger?.info(`Migrated the database: ${applied.join(', ')}`);
      return new Database(config, embedded, options.logger);
    } catch (error) {
      await embedded.stop();
      throw error;
    }
  }

  /** A connection of one's own for long work: UTC, no statement timeout. The caller ends it. */
  session(): Promise<pg.Client> {
    return openClient(this.url());
  }

  /** Runs work on a connection of its own and ends it. */
  withSession<T>(work: (session: pg.Client) => Promise<T>): Promise<T> {
    return withClient(this.url(), work);
  }

  /** @throws the driver's error when the database does not answer */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  /**
   * Names of the migrations that this program has and the database has not: two small queries.
   * @throws MigrationError when one was begun by another tool and did not end
   */
  pendingMigrations(): Promise<string[]> {
    return pendingMigrations(this.pool);
  }

  /** Ends the connections, and the embedded PostgreSQL if no other process uses it. Repeatable. */
  close(): Promise<void> {
    return (this.closed ??= this.end());
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private async end(): Promise<void> {
    OPEN.delete(this);
    await this.prisma.$disconnect();
    // Waits for the connections in use; a stuck one must not keep the process from ending.
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)));
    await Promise.race([Promise.all([this.replica?.close(), this.pool.end()]), patience]);
    clearTimeout(timer);
    await this.embedded?.stop();
  }
}
