import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createBareDatabase, type TestDatabase } from '../../test/support/database.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { checkDrift, createMigration } from './drift.js';
import { MigrationError } from './migration-error.js';
import { migrationNames, PRISMA_FOLDER, readMigrationList } from './migration-files.js';
import { applyMigrations, pendingMigrations } from './migrations.js';
import { NO_FILTER, withSchemaEngine } from './schema-engine.js';
import { withClient } from './session.js';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createBareDatabase();
  folder = await temporaryFolder();
  await cp(PRISMA_FOLDER, folder, { recursive: true });
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, 'migrations', name));
  await writeFile(join(folder, 'migrations', name, 'migration.sql'), sql);
}

async function query<T extends object>(sql: string): Promise<T[]> {
  const { rows } = await withClient(database.url, (client) => client.query<T>(sql));
  return rows;
}

const shadows = () => query(`SELECT FROM pg_database WHERE datname LIKE 'crs_shadow_%'`);

describe('applying', () => {
  test('an empty database gets all of them, a second run finds nothing to do', async () => {
    const names = await migrationNames();
    expect(await pendingMigrations(database.url)).toEqual(names);
    expect(await applyMigrations(database.url)).toEqual(names);
    expect(await pendingMigrations(database.url)).toEqual([]);
    expect(await applyMigrations(database.url)).toEqual([]);
  });

  test('of two at once one works and the other finds nothing to do', async () => {
    const names = await migrationNames();
    const runs = await Promise.all([applyMigrations(database.url), applyMigrations(database.url)]);
    expect(runs.toSorted((a, b) => a.length - b.length)).toEqual([[], names]);
  });

  test('one that was edited after it was applied is refused by its name', async () => {
    const [name = ''] = await applyMigrations(database.url, folder);
    await appendFile(join(folder, 'migrations', name, 'migration.sql'), '\n-- edited');
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(
      new RegExp(`^The migration ${name} was edited after it was applied[^\\n]*$`),
    );
  });

  test('one that fails leaves nothing behind and may be tried again when it is corrected', async () => {
    await addMigration('20991231000000_bad', 'CREATE TABLE half (a int); SELECT * FROM nowhere;');
    const failing = applyMigrations(database.url, folder);
    await expect(failing).rejects.toThrow(MigrationError);
    await expect(failing).rejects.toThrow(/^[^\n]*nowhere[^\n]*$/);
    expect(await query(`SELECT WHERE to_regclass('half') IS NULL`)).toHaveLength(1);
    await writeFile(
      join(folder, 'migrations', '20991231000000_bad', 'migration.sql'),
      'CREATE TABLE half (a int);',
    );
    expect(await applyMigrations(database.url, folder)).toContain('20991231000000_bad');
  });

  test('one that another tool began and did not end is named', async () => {
    await applyMigrations(database.url);
    await query(`UPDATE _prisma_migrations SET finished_at = NULL`);
    const message = /20261120000000_mirror was started by another tool and did not end/;
    await expect(pendingMigrations(database.url)).rejects.toThrow(message);
    await expect(applyMigrations(database.url)).rejects.toThrow(message);
  });

  test('a migration that only a newer program has is no concern of this one', async () => {
    await addMigration('20991231000000_newer', 'SELECT 1;');
    await applyMigrations(database.url, folder);
    expect(await pendingMigrations(database.url)).toEqual([]);
    expect(await applyMigrations(database.url)).toEqual([]);
  });
});

test("the record is Prisma's own, and its engine finds the history clean", async () => {
  await applyMigrations(database.url);
  const [name = ''] = await migrationNames();
  const script = await readFile(join(PRISMA_FOLDER, 'migrations', name, 'migration.sql'));
  const checksum = createHash('sha256').update(script).digest('hex');
  expect(await query(`SELECT * FROM _prisma_migrations ORDER BY started_at LIMIT 1`)).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum,
      finished_at: expect.any(Date),
      migration_name: name,
      logs: null,
      rolled_back_at: null,
      started_at: expect.any(Date),
      applied_steps_count: 1,
    },
  ]);
  const migrationsList = await readMigrationList();
  const diagnosis = await withSchemaEngine(database.url, PRISMA_FOLDER, (engine) =>
    engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: true,
      filters: NO_FILTER,
    }),
  );
  expect(diagnosis).toEqual({
    editedMigrationNames: [],
    failedMigrationNames: [],
    hasMigrationsTable: true,
    history: null,
  });
});

describe('drift', () => {
  test('schema.prisma and the migrations agree', async () => {
    expect(await checkDrift(database.url)).toBeUndefined();
    expect(await shadows()).toEqual([]);
  });

  test('a column that no migration has is shown, and a new migration brings it', async () => {
    const schema = join(folder, 'schema.prisma');
    const text = await readFile(schema, 'utf8');
    await writeFile(schema, text.replace('model Dealer {', 'model Dealer {\n  nickname String?'));
    expect(await checkDrift(database.url, folder)).toMatch(/`dealer`[^]*Added column `nickname`/);
    const file = await createMigration(database.url, 'nickname', folder);
    expect(file).toMatch(/migrations[\\/]\d{14}_nickname[\\/]migration\.sql$/);
    expect(await readFile(file, 'utf8')).toContain('ADD COLUMN     "nickname" TEXT');
    expect(await checkDrift(database.url, folder)).toBeUndefined();
    await expect(createMigration(database.url, 'again', folder)).rejects.toThrow(
      'Nothing to migrate',
    );
    expect(await shadows()).toEqual([]);
  });

  test('migrations that do not run are an error, and the shadow database goes all the same', async () => {
    await addMigration('20991231000000_bad', 'SELECT * FROM nowhere;');
    await expect(checkDrift(database.url, folder)).rejects.toThrow(MigrationError);
    expect(await shadows()).toEqual([]);
  });
});
