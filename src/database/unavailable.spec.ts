import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestPostgres, type TestPostgres } from '../../test/support/test-postgres.js';
import { until } from '../../test/support/until.js';
import { readConfig } from '../config/config.js';
import type { Prisma } from '../generated/prisma/client.js';
import { Database } from './database.js';
import { applyMigrations } from './migrations.js';
import { isUnavailable } from './unavailable.js';

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres({ max_connections: 12, superuser_reserved_connections: 0 });
  await applyMigrations(postgres.url);
});
afterAll(() => postgres.remove());

beforeEach(async () => {
  database = await open();
});
afterEach(async () => {
  await database.close();
});

function open(): Promise<Database> {
  return Database.open(
    readConfig({
      DATABASE_URL: postgres.url,
      SECRETS_KEY: Buffer.alloc(32).toString('base64'),
      DATABASE_POOL_SIZE: '1',
      DATABASE_CONNECT_TIMEOUT_MS: '300',
      DATABASE_STATEMENT_TIMEOUT_MS: '200',
    }),
  );
}

// The pool alone, Prisma's models, its raw queries and its transactions: each wraps errors in its
// own way.
const WAYS: Readonly<Record<string, (sql: string) => Promise<unknown>>> = {
  pool: (sql) => database.pool.query(sql),
  'raw query of Prisma': (sql) => database.prisma.$queryRawUnsafe(sql),
  'transaction of Prisma': (sql) =>
    database.prisma.$transaction((tx: Prisma.TransactionClient) => tx.$queryRawUnsafe(sql)),
};
const SLEEP = `SELECT 1 FROM pg_sleep(5)`;

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function backendOf(sql: string): Promise<number> {
  return database.withSession((session) =>
    until(async () => {
      const { rows } = await session.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE query = $1 AND state = 'active'`,
        [sql],
      );
      return rows[0]?.pid;
    }),
  );
}

describe.each(Object.entries(WAYS))('the %s', (_name, run) => {
  test('a statement over its time', async () => {
    expect(isUnavailable(await failure(run(SLEEP)))).toBe(true);
  });

  test('a pool with no connection free', async () => {
    const held = await database.pool.connect();
    expect(isUnavailable(await failure(run('SELECT 1')))).toBe(true);
    held.release();
  });

  test('a connection ended by an operator', async () => {
    const failed = failure(run(SLEEP));
    const pid = await backendOf(SLEEP);
    await database.withSession((session) =>
      session.query('SELECT pg_terminate_backend($1)', [pid]),
    );
    expect(isUnavailable(await failed)).toBe(true);
  });

  test('a server gone silent, whose connection is not used again', async () => {
    const failed = failure(run(SLEEP));
    const pid = await backendOf(SLEEP);
    process.kill(pid, 'SIGSTOP');
    expect(isUnavailable(await failed)).toBe(true);
    await until(async () => (await failure(run('SELECT 1'))) === undefined);
    process.kill(pid, 'SIGCONT');
  });

  test('a server with too many connections', async () => {
    const sessions = [];
    for (;;) {
      const session = await database.session().catch(() => undefined);
      if (!session) break;
      sessions.push(session);
    }
    expect(isUnavailable(await failure(run('SELECT 1')))).toBe(true);
    for (const session of sessions) await session.end();
  });

  test('a server that is killed, is down, and is back', async () => {
    const failed = failure(run(SLEEP));
    await backendOf(SLEEP);
    process.kill(postgres.pid() ?? 0, 'SIGKILL');
    expect(isUnavailable(await failed)).toBe(true);
    expect(isUnavailable(await failure(run('SELECT 1')))).toBe(true);
    await until(async () => (await failure(postgres.start())) === undefined);
    await until(async () => (await failure(run('SELECT 1'))) === undefined);
  });

  test('a server that shuts down', async () => {
    const session = await database.session();
    const pid = postgres.pid() ?? 0;
    process.kill(pid, 'SIGTERM');
    const error = await until(() => failure(run('SELECT 1')));
    expect(isUnavailable(error)).toBe(true);
    await session.end();
    await until(() => postgres.pid() === undefined);
    await postgres.start();
  });
});

describe('one statement', () => {
  const codeOf = (error: unknown) => (error as { code?: string }).code;

  test.each([
    ['25006', 'BEGIN READ ONLY; CREATE TABLE nothing (a int)'],
    ['53400', `DO $$ BEGIN RAISE SQLSTATE '53400'; END $$`],
    ['53100', `DO $$ BEGIN RAISE disk_full; END $$`],
    ['57P03', `DO $$ BEGIN RAISE cannot_connect_now; END $$`],
  ])('is refused with %s', async (code, sql) => {
    const error = await failure(database.pool.query(sql));
    expect(codeOf(error)).toBe(code);
    expect(isUnavailable(error)).toBe(true);
  });

  test('finds a lock taken', async () => {
    await database.withSession(async (session) => {
      await session.query('BEGIN; LOCK TABLE dealer');
      const error = await failure(database.pool.query('BEGIN; LOCK TABLE dealer NOWAIT'));
      expect(codeOf(error)).toBe('55P03');
      expect(isUnavailable(error)).toBe(true);
    });
  });

  test('comes after the transaction was idle for too long', async () => {
    const client = await database.pool.connect();
    await client.query(`SET idle_in_transaction_session_timeout = '20ms'`);
    const broken = once(client, 'error');
    await client.query('BEGIN');
    const [error] = (await broken) as [unknown];
    expect(isUnavailable(error)).toBe(true);
    expect(isUnavailable(await failure(client.query('SELECT 1')))).toBe(true);
    client.release();
  });
});

test('a pool that is closed', async () => {
  await database.close();
  expect(isUnavailable(await failure(database.pool.query('SELECT 1')))).toBe(true);
});

test('a fault of the request or the program is something else', async () => {
  const dealer = { code: 'A000', name: 'A', timeZone: 'UTC', currency: 'USD', country: 'US' };
  const twice = { data: [dealer, dealer] };
  const others = [
    await failure(database.pool.query('SELECT nonsense')),
    await failure(database.pool.query('SELECT 1/0')),
    await failure(database.prisma.dealer.createMany(twice)),
    await failure(database.prisma.$queryRawUnsafe('SELECT nonsense')),
  ];
  expect(others).not.toContain(undefined);
  for (const error of [...others, new TypeError('x'), null, undefined, 'ECONNREFUSED', { code: 5 }])
    expect(isUnavailable(error)).toBe(false);
});
