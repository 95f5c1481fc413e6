import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiffResult } from '@prisma/schema-engine-wasm';
import { MigrationError } from './migration-error.js';
import { PRISMA_FOLDER, readMigrationList, readSchema } from './migration-files.js';
import { NO_FILTER, withSchemaEngine } from './schema-engine.js';

/**
 * Compares the migrations with `schema.prisma`, in a database of its own on the server, which is
 * dropped again.
 * @returns what differs, for people to read; undefined when they agree
 */
export async function checkDrift(
  databaseUrl: string,
  folder = PRISMA_FOLDER,
): Promise<string | undefined> {
  const { exitCode, stdout } = await diff(databaseUrl, folder, false);
  return exitCode === 0 ? undefined : (stdout ?? 'The migrations differ from schema.prisma');
}

/**
 * Writes the SQL that leads from the migrations to `schema.prisma` as a new migration. What Prisma
 * cannot say (collations, storage) is for hand to add.
 * @param name snake_case, what the migration does
 * @returns the path of the new file
 * @throws MigrationError when there is nothing to migrate, or the name is not usable
 */
export async function createMigration(
  databaseUrl: string,
  name: string,
  folder = PRISMA_FOLDER,
): Promise<string> {
  if (!/^[a-z0-9_]{1,100}$/.test(name))
    throw new MigrationError(`${JSON.stringify(name)} is no name: use a-z, 0-9 and _`);
  const { exitCode, stdout } = await diff(databaseUrl, folder, true);
  if (exitCode === 0 || !stdout)
    throw new MigrationError('Nothing to migrate: the migrations and schema.prisma agree');
  const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const target = join(folder, 'migrations', `${time}_${name}`);
  await mkdir(target);
  const file = join(target, 'migration.sql');
  await writeFile(file, stdout, { flag: 'wx' });
  return file;
}

function diff(databaseUrl: string, folder: string, script: boolean): Promise<DiffResult> {
  return withSchemaEngine(databaseUrl, folder, async (engine) =>
    engine.diff({
      from: { tag: 'migrations', ...(await readMigrationList(folder)) },
      to: { tag: 'schemaDatamodel', ...(await readSchema(folder)) },
      script,
      exitCode: true,
      filters: NO_FILTER,
    }),
  );
}
