import type pg from 'pg';
import type { Config } from '../config/config.js';
import { isLoopback } from './config-access.js';
import { connections, databaseRoom, longTransactions, privileges } from './database-room.js';
import {
  autovacuum,
  checksums,
  durable,
  encoding,
  encryption,
  serverTimeouts,
  sharedBuffers,
  version,
} from './database-settings.js';
import { drift, judgeDrift } from './clock.js';
import type { Checks } from './examination.js';
import { applied, edited, readMigrationState, unknown } from './migrations.js';
import { once } from './once.js';
import { replica } from './replica.js';
import { readActivity, readClock, readFacts, readRights } from './server-facts.store.js';

/** What the database server says of itself, whatever is in the database. */
export function databaseChecks(config: Config, pool: pg.Pool): Checks {
  const facts = once(() => readFacts(pool));
  const activity = once(() => readActivity(pool));
  const migrations = once(() => readMigrationState(pool));
  const { hostname } = new URL(config.DATABASE_URL || 'postgresql://localhost');
  const isThisMachine = hostname === '' || isLoopback(hostname);
  return {
    'database.version': async () => version(await facts()),
    'database.encoding': async () => encoding(await facts()),
    'database.fsync': async () => durable(await facts(), 'fsync'),
    'database.full-page-writes': async () => durable(await facts(), 'full_page_writes'),
    'database.synchronous-commit': async () => durable(await facts(), 'synchronous_commit'),
    'database.checksums': async () => checksums(await facts()),
    'database.autovacuum': async () => autovacuum(await facts()),
    'database.shared-buffers': async () => sharedBuffers(await facts()),
    'database.timeouts': async () => serverTimeouts(await facts()),
    'database.tls': async () => encryption(await facts()),
    'database.connections': async () => connections(await facts(), await activity(), config),
    'database.long-transactions': async () => longTransactions(await activity()),
    'database.free-space': async () => databaseRoom(await facts(), isThisMachine),
    'database.privileges': async () => privileges(await readRights(pool)),
    'database.replica': () => replica(config, pool),
    'clock.database': async () =>
      judgeDrift("the database's clock", await drift(() => readClock(pool))),
    'migrations.applied': async () => applied(await migrations()),
    'migrations.unknown': async () => unknown(await migrations()),
    'migrations.edited': async () => edited(await migrations()),
  };
}
