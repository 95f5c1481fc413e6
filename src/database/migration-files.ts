import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList, SchemasContainer } from '@prisma/schema-engine-wasm';
import { PACKAGE_ROOT } from './package-root.js';

const LOCK_FILE = 'migration_lock.toml';
const SCRIPT = 'migration.sql';

/** A migration: its folder's name and its SQL. */
export interface MigrationFile {
  readonly name: string;
  readonly script: string;
}

/** The folder with `schema.prisma` and `migrations/`. */
export const PRISMA_FOLDER = join(PACKAGE_ROOT, 'prisma');

/** Names of the migrations in a prisma folder, in the order they are applied. */
export async function migrationNames(folder = PRISMA_FOLDER): Promise<string[]> {
  const entries = await readdir(join(folder, 'migrations'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

/** The migrations of a prisma folder, in the order they are applied. */
export async function readMigrations(folder = PRISMA_FOLDER): Promise<MigrationFile[]> {
  const names = await migrationNames(folder);
  return Promise.all(
    names.map(async (name) => ({
      name,
      script: await readFile(join(folder, 'migrations', name, SCRIPT), 'utf8'),
    })),
  );
}

/** The migrations as the schema engine wants them. */
export async function readMigrationList(folder = PRISMA_FOLDER): Promise<MigrationList> {
  const baseDir = join(folder, 'migrations');
  const files = await readMigrations(folder);
  return {
    baseDir,
    lockfile: { path: LOCK_FILE, content: await readFile(join(baseDir, LOCK_FILE), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: files.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: SCRIPT, content: { tag: 'ok', value: script } },
    })),
  };
}

/** The schema as the schema engine wants it. */
export async function readSchema(folder = PRISMA_FOLDER): Promise<SchemasContainer> {
  const path = join(folder, 'schema.prisma');
  return { files: [{ path, content: await readFile(path, 'utf8') }] };
}
