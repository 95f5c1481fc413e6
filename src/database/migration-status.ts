import { createHash } from 'node:crypto';
import type pg from 'pg';
import { MigrationError } from './migration-error.js';
import type { MigrationFile } from './migration-files.js';

interface MigrationRow {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** What the database says of its migrations; those rolled back count as never applied. */
export async function recordedMigrations(client: pg.ClientBase | pg.Pool): Promise<MigrationRow[]> {
  // Two steps, as the table is missing in an empty database.
  const { rows } = await client.query<{ found: string | null }>(
    `SELECT to_regclass('_prisma_migrations')::text AS found`,
  );
  if (!rows[0]?.found) return [];
  const recorded = await client.query<MigrationRow>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations
      WHERE rolled_back_at IS NULL
      ORDER BY started_at`,
  );
  return recorded.rows;
}

/**
 * The names that are not in the database yet.
 * @throws MigrationError when one of the recorded migrations did not end
 */
export function pendingOf(names: readonly string[], recorded: readonly MigrationRow[]): string[] {
  const failed = recorded.find(({ finished }) => !finished);
  if (failed)
    throw new MigrationError(
      `The migration ${failed.name} was started by another tool and did not end: repair the database by hand, then set rolled_back_at or finished_at of its row in _prisma_migrations`,
    );
  const applied = new Set(recorded.map(({ name }) => name));
  return names.filter((name) => !applied.has(name));
}

/** @throws MigrationError when a file is not what was applied under its name */
export function refuseEdited(
  files: readonly MigrationFile[],
  recorded: readonly MigrationRow[],
): void {
  const checksums = new Map(recorded.map(({ name, checksum }) => [name, checksum]));
  for (const { name, script } of files) {
    const applied = checksums.get(name);
    if (applied !== undefined && applied !== createHash('sha256').update(script).digest('hex'))
      throw new MigrationError(
        `The migration ${name} was edited after it was applied to this database: restore the file and write a new migration instead`,
      );
  }
}
