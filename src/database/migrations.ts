import type pg from 'pg';
import {
  migrationNames,
  PRISMA_FOLDER,
  readMigrationList,
  readMigrations,
} from './migration-files.js';
import { pendingOf, recordedMigrations, refuseEdited } from './migration-status.js';
import { NO_FILTER, withSchemaEngine } from './schema-engine.js';
import { withClient } from './session.js';

// Any number, known to this project alone: one process migrates a database at a time.
const LOCK_KEY = 7_305_112_026;

/**
 * Applies the migrations that are not in the database yet, all or none; the record in
 * `_prisma_migrations` is the one of `prisma migrate deploy`. A second process waits, then finds
 * nothing to do.
 * @returns the names applied by this call
 * @throws MigrationError when one fails, or was edited after it was applied
 */
export async function applyMigrations(
  databaseUrl: string,
  folder = PRISMA_FOLDER,
): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    const recorded = await recordedMigrations(client);
    const files = await readMigrations(folder);
    refuseEdited(files, recorded);
    const names = files.map(({ name }) => name);
    if (pendingOf(names, recorded).length === 0) return [];
    const migrationsList = await readMigrationList(folder);
    return withSchemaEngine(databaseUrl, folder, async (engine) => {
      const applied = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
      return applied.appliedMigrationNames;
    });
  });
}

/**
 * Names of the migrations that are not in the database yet: two small queries.
 * @throws MigrationError when one was begun by another tool and did not end
 */
export async function pendingMigrations(
  database: string | pg.Pool,
  folder = PRISMA_FOLDER,
): Promise<string[]> {
  const recorded =
    typeof database === 'string'
      ? await withClient(database, recordedMigrations)
      : await recordedMigrations(database);
  return pendingOf(await migrationNames(folder), recorded);
}
