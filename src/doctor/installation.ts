import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';

/** The database, opened without a change to it. */
export interface OpenedDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Connects to the database, whichever it is. The embedded one is attached to, or started until
 * {@link OpenedDatabase.close}, and not migrated.
 * @returns undefined when the embedded one was not made yet
 * @throws EmbeddedPostgresError; the driver's error when it does not answer
 */
export async function openDatabase(config: Config): Promise<OpenedDatabase | undefined> {
  if (config.DATABASE_URL) return reach(config, config.DATABASE_URL);
  const isThere = ['postgres/PG_VERSION', 'postgres.location'].some((name) =>
    existsSync(join(config.DATA_DIR, name)),
  );
  if (!isThere) return undefined;
  const embedded = await EmbeddedPostgres.start({ dataDir: config.DATA_DIR });
  try {
    const reached = await reach(config, embedded.url);
    const close = async () => {
      await reached.close();
      await embedded.stop();
    };
    return { database: reached.database, close };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function reach(config: Config, url: string): Promise<OpenedDatabase> {
  const database = await Database.open({
    ...config,
    DATABASE_URL: url,
    // The replica is looked at by itself.
    DATABASE_READ_URL: '',
    DATABASE_POOL_SIZE: 4,
    // What a server may not wait for, its operator may.
    DATABASE_CONNECT_TIMEOUT_MS: 5_000,
    DATABASE_STATEMENT_TIMEOUT_MS: 8_000,
  });
  try {
    await database.ping();
    return { database, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}
