import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  createBareDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../../test/support/database.js';
import { applied, edited, readMigrationState, unknown } from './migrations.js';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  await pool.query('CREATE TABLE kept AS SELECT * FROM _prisma_migrations');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query('DELETE FROM _prisma_migrations');
  await pool.query('INSERT INTO _prisma_migrations SELECT * FROM kept');
});

const NEWEST = '(SELECT max(migration_name) FROM kept)';

async function after(sql: string) {
  if (sql) await pool.query(sql);
  const state = await readMigrationState(pool);
  return [applied, unknown, edited].map((check) => check(state));
}

it('passes a database that has what this program has', async () => {
  expect(await after('')).toMatchObject([{ result: 'ok' }, { result: 'ok' }, { result: 'ok' }]);
});

it('names the migrations that are pending', async () => {
  const [first] = await after(`DELETE FROM _prisma_migrations WHERE migration_name = ${NEWEST}`);
  expect(first).toMatchObject({ result: 'failure', todo: 'npm run cli -- migrate' });
  expect(first?.found).toMatch(/^it lacks \d{14}_\w+$/);
});

it('names the migration that did not end', async () => {
  const [first] = await after(
    `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = ${NEWEST}`,
  );
  expect(first).toMatchObject({ result: 'failure' });
  expect(first?.found).toMatch(/^\d{14}_\w+ was begun and did not end$/);
});

it('warns of the work of a later release', async () => {
  const [first, second] = await after(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES ('x', 'x', now(), '29990101000000_later', now(), 1)`,
  );
  expect(first).toMatchObject({ result: 'ok' });
  expect(second).toMatchObject({
    result: 'warning',
    found: 'a later release has applied 1 migration: 29990101000000_later',
  });
});

it('fails when a migration is not the one that was applied', async () => {
  const [, , third] = await after(
    `UPDATE _prisma_migrations SET checksum = 'x' WHERE migration_name = ${NEWEST}`,
  );
  expect(third).toMatchObject({ result: 'failure' });
});

it('fails with an empty database', async () => {
  const bare = await createBareDatabase();
  const own = new pg.Pool({ connectionString: bare.url, max: 1 });
  expect(applied(await readMigrationState(own))).toMatchObject({
    result: 'failure',
    found: 'the database is empty',
  });
  await own.end();
  await bare.drop();
});
