import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import {
  createBareDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../../test/support/database.js';
import { openGate } from '../../test/support/gate.js';
import { until } from '../../test/support/until.js';
import { readConfig } from '../config/config.js';
import { Database } from './database.js';

// How a read replica is found, refused and left. The server itself stands for its replica, which it
// is as far as this goes; a real one is in test/e2e/read-replica.

const SECRETS_KEY = Buffer.alloc(32).toString('base64');

let given: TestDatabase;
let other: TestDatabase;
let database: Database | undefined;
let log: string[];

beforeEach(async () => {
  given = await createTestDatabase();
  other = await createBareDatabase();
  log = [];
});
afterEach(async () => {
  await database?.close();
  await given.drop();
  await other.drop();
});

async function open(DATABASE_READ_URL: string, limits: Record<string, string> = {}) {
  const tell = (message: string) => void log.push(message);
  const DATABASE_URL = given.url;
  const config = readConfig({ DATABASE_URL, SECRETS_KEY, DATABASE_READ_URL, ...limits });
  database = await Database.open(config, { logger: { info: tell, warn: tell } });
  if (!database.replica) throw new Error('No replica');
  return database.replica;
}

const ONE = { text: 'SELECT 1 AS one' };

it('without a DATABASE_READ_URL there is none', async () => {
  database = await Database.open(readConfig({ DATABASE_URL: given.url, SECRETS_KEY }));
  expect(database.replica).toBeUndefined();
});

it('is not asked before it was reached, and nobody waits for that', async () => {
  const replica = await open(given.url);
  expect(replica.ready).toBe(false);
  expect(await replica.first(ONE)).toBeUndefined();
  await until(() => replica.ready);
  expect(await replica.first(ONE)).toEqual({ one: 1 });
});

it('only reads, within half of the time that the primary has', async () => {
  const replica = await open(given.url);
  await until(() => replica.ready);
  expect(
    await replica.first({
      text: `SELECT current_setting('transaction_read_only') AS only,
               current_setting('statement_timeout') AS timeout, current_setting('TimeZone') AS zone`,
    }),
  ).toEqual({ only: 'on', timeout: '1250ms', zone: 'UTC' });
});

it('a server that is no standby is used, and told of', async () => {
  const replica = await open(given.url);
  await until(() => replica.ready);
  expect(log).toEqual([
    'Pages are read from DATABASE_READ_URL',
    'The server of DATABASE_READ_URL is no standby: it relieves no primary',
  ]);
});

it('another database is refused, be it on the same server', async () => {
  const replica = await open(other.url);
  replica.start();
  await until(() => log.length > 0);
  expect(replica.ready).toBe(false);
  expect(log[0]).toMatch(/the replica is left: It is no replica of DATABASE_URL: it is \d+\/\d+/);
  expect(await replica.state()).toMatchObject({
    used: false,
    reason: 'It is no replica of DATABASE_URL',
  });
});

describe('a replica that goes', () => {
  it('is left at once, told of once, and used again when it is back', async () => {
    const way = await openGate(given.url);
    const replica = await open(way.url);
    await until(() => replica.ready);
    way.shut();
    expect(await replica.first(ONE)).toBeUndefined();
    expect(replica.ready).toBe(false);
    expect(await replica.state()).toMatchObject({
      used: false,
      reason: 'It does not answer, or not in time',
    });
    log = [];
    await until(() => way.turnedAway() > 0);
    expect(log).toEqual([]);
    way.open();
    await until(() => replica.ready);
    expect(await replica.first(ONE)).toEqual({ one: 1 });
    expect(log[0]).toBe('Pages are read from DATABASE_READ_URL');
    await database?.close();
    await way.remove();
  });

  it('while idle connections end, nothing is told: the next statement gets a new one', async () => {
    const replica = await open(given.url);
    await until(() => replica.ready);
    const { pid } = (await replica.first<{ pid: number }>({
      text: 'SELECT pg_backend_pid() AS pid',
    })) ?? { pid: 0 };
    await database?.pool.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
    await setImmediate();
    log = [];
    expect(await replica.first(ONE)).toEqual({ one: 1 });
    expect(log).toEqual([]);
  });
});

it('a statement that fails is the primary’s to answer, and the replica is left', async () => {
  const replica = await open(given.url);
  await until(() => replica.ready);
  expect(await replica.first({ text: 'SELECT FROM not_there' })).toBeUndefined();
  expect(await replica.state()).toMatchObject({ used: false, reason: 'Its statements fail' });
});

it('one that is busy is not left: its requests go to the primary, the others stay', async () => {
  const replica = await open(given.url, {
    DATABASE_POOL_SIZE: '1',
    DATABASE_STATEMENT_TIMEOUT_MS: '10000',
    DATABASE_CONNECT_TIMEOUT_MS: '1000',
  });
  await until(() => replica.ready);
  const slow = replica.first({ text: 'SELECT pg_sleep(1)' });
  expect(await replica.first(ONE)).toBeUndefined();
  expect(replica.ready).toBe(true);
  expect(await slow).toBeDefined();
});
