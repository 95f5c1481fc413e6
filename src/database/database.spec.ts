import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createBareDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../../test/support/database.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { until } from '../../test/support/until.js';
import { readConfig } from '../config/config.js';
import { Database } from './database.js';
import { readPidFile } from './embedded/pid-file.js';
import { migrationNames } from './migration-files.js';
import { isUnavailable } from './unavailable.js';

const SECRETS_KEY = Buffer.alloc(32).toString('base64');
let given: TestDatabase;
let database: Database;

beforeAll(async () => {
  given = await createTestDatabase();
});
afterAll(() => given.drop());
afterEach(() => database.close());

async function open(variables: Record<string, string> = {}): Promise<Database> {
  const config = readConfig({ DATABASE_URL: given.url, SECRETS_KEY, ...variables });
  database = await Database.open(config);
  return database;
}

async function settings(client: Pick<Database['pool'], 'query'>): Promise<unknown> {
  const names = ['TimeZone', 'statement_timeout', 'application_name', 'search_path'];
  names.push('idle_in_transaction_session_timeout');
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
    [names],
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

describe('with a DATABASE_URL', () => {
  test('requests are in UTC and bound in time, sessions are in UTC and unbound', async () => {
    const url = new URL(given.url);
    url.searchParams.set('options', '-c search_path=staging -c TimeZone=Asia/Tokyo');
    await open({ DATABASE_URL: url.href, DATABASE_STATEMENT_TIMEOUT_MS: '1234' });
    const common = {
      TimeZone: 'UTC',
      application_name: 'crs-dealer-api',
      search_path: 'staging',
    };
    expect(await settings(database.pool)).toEqual({
      ...common,
      statement_timeout: '1234',
      idle_in_transaction_session_timeout: '10000',
    });
    expect(await database.withSession((session) => settings(session))).toEqual({
      ...common,
      statement_timeout: '0',
      idle_in_transaction_session_timeout: '0',
    });
  });

  test('Prisma and the pool share their connections', async () => {
    await open({ DATABASE_POOL_SIZE: '1' });
    const pids = [];
    const query = 'SELECT pg_backend_pid() AS pid';
    pids.push((await database.pool.query<{ pid: number }>(query)).rows[0]?.pid);
    pids.push((await database.prisma.$queryRawUnsafe<{ pid: number }[]>(query))[0]?.pid);
    expect(pids[1]).toBe(pids[0]);
  });

  test('times come back as they are', async () => {
    await open();
    const createdAt = new Date('2026-07-01T10:00:00.123Z');
    const dealer = { code: 'A000', name: 'A', timeZone: 'UTC', currency: 'USD', country: 'US' };
    await database.prisma.dealer.create({ data: { ...dealer, createdAt } });
    expect((await database.prisma.dealer.findFirstOrThrow()).createdAt).toEqual(createdAt);
    const { rows } = await database.pool.query('SELECT created_at FROM dealer');
    expect(rows).toEqual([{ created_at: createdAt }]);
  });

  test('it is not migrated, but says what is missing', async () => {
    const bare = await createBareDatabase();
    await open({ DATABASE_URL: bare.url });
    expect(await database.pendingMigrations()).toEqual(await migrationNames());
    await database.close();
    await bare.drop();
  });

  test('a client whose connection breaks while it is in use does not end the process', async () => {
    await open();
    const client = await database.pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const gone = new Promise((resolve) => client.once('end', resolve));
    await database.withSession((session) =>
      session.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]),
    );
    await gone;
    client.release();
    await database.ping();
  });

  test('a server that cannot be reached is no reason not to open, and is unavailable', async () => {
    await open({ DATABASE_URL: 'postgresql://crs@127.0.0.1:1/nowhere' });
    const failure = await database.ping().catch((error: unknown) => error);
    expect(isUnavailable(failure)).toBe(true);
  });

  test('closing twice is closing once', async () => {
    await open();
    await database.ping();
    await Promise.all([database.close(), database.onApplicationShutdown()]);
  });
});

describe('without one', () => {
  test('the embedded server is migrated, and the pool works again after a kill -9', async () => {
    const dataDir = await temporaryFolder();
    const config = readConfig({ DATA_DIR: dataDir });
    const told: string[] = [];
    const tell = (message: string) => void told.push(message);
    database = await Database.open(config, { supervise: true, logger: { info: tell, warn: tell } });
    expect(await database.pendingMigrations()).toEqual([]);
    const place = /data in (.*)$/.exec(told.join('\n').split('\n')[1] ?? '')?.[1] ?? '';
    const held = await database.pool.connect();
    process.kill(readPidFile(place)?.pid ?? 0, 'SIGKILL');
    const killedAt = Date.now();
    const failures: unknown[] = [];
    const attempt = () =>
      database.prisma.dealer.count().catch((error: unknown) => {
        failures.push(error);
        return undefined;
      });
    await until(async () => (await attempt()) === 0);
    expect(Date.now() - killedAt).toBeLessThan(10_000);
    expect(failures.map(isUnavailable)).not.toContain(false);
    held.release();
    await database.close();
    expect(told.at(-1)).toBe('PostgreSQL stopped');
    await rm(dataDir, { recursive: true });
  });
});
