import { PRISMA_FOLDER, readMigrations } from '../database/migration-files.js';
import { pendingOf, recordedMigrations, refuseEdited } from '../database/migration-status.js';
import type pg from 'pg';
import { failure, ok, warning, type Outcome } from './finding.js';
import { count, few } from './wording.js';

/** What the program has, and what the database has. @throws the driver's error */
export async function readMigrationState(pool: pg.Pool, folder = PRISMA_FOLDER) {
  const [files, recorded] = await Promise.all([readMigrations(folder), recordedMigrations(pool)]);
  return { files, recorded };
}

export type MigrationState = Awaited<ReturnType<typeof readMigrationState>>;

/** Whether the database has all that this program needs. */
export function applied({ files, recorded }: MigrationState): Outcome {
  const names = files.map(({ name }) => name);
  const unfinished = recorded.find(({ finished }) => !finished);
  if (unfinished)
    return failure(
      `${unfinished.name} was begun and did not end`,
      'Repair the database by hand, or restore a backup; then set finished_at or rolled_back_at of its row in _prisma_migrations.',
    );
  const pending = pendingOf(names, recorded);
  if (pending.length === 0) return ok(`all ${names.length}`);
  const found = recorded.length === 0 ? 'the database is empty' : `it lacks ${few(pending)}`;
  return failure(found, 'npm run cli -- migrate');
}

/** Whether a later release was at work on the database. */
export function unknown({ files, recorded }: MigrationState): Outcome {
  const own = new Set(files.map(({ name }) => name));
  const strange = recorded.map(({ name }) => name).filter((name) => !own.has(name));
  if (strange.length === 0) return ok('none');
  return warning(
    `a later release has applied ${count(strange.length, 'migration')}: ${few(strange)}`,
    'Run that release. Only the one right before it works with this database as well.',
  );
}

/** Whether what was applied is what this program has. */
export function edited({ files, recorded }: MigrationState): Outcome {
  try {
    refuseEdited(files, recorded);
    return ok('none');
  } catch (error) {
    return failure((error as Error).message, 'Install the release anew: its files were changed.');
  }
}
