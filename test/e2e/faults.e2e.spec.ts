import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { applyMigrations } from '../../src/database/migrations.js';
import { openClient } from '../../src/database/session.js';
import { AS_SHIPPED } from '../support/patient.js';
import { familyOf, fullBundle, PULL_PATHS } from '../support/process-faults.js';
import { startTestPostgres, type TestPostgres } from '../support/test-postgres.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const IN_TIME_MS = 5_000;

let postgres: TestPostgres;
let server: TestServer;
let token: string;
let healthy: string[];

beforeAll(async () => {
  postgres = await startTestPostgres();
  await applyMigrations(postgres.url);
  const database = { DATABASE_URL: postgres.url, DATABASE_POOL_SIZE: '4' };
  server = await startTestServer({ ...database, ...AS_SHIPPED });
  await server.addDealer();
  token = await server.token(['A000']);
  await server.load('A000', fullBundle('Bond'));
  healthy = await Promise.all(PULL_PATHS.map(async (path) => (await server.get(path, token)).text));
});
afterAll(async () => {
  await server.close();
  await postgres.remove();
});

/** A fault, and what ends it. */
const FAULTS: Record<string, () => Promise<() => Promise<void>>> = {
  'is stopped': async () => {
    await postgres.stop();
    return () => postgres.start();
  },
  'no longer answers': async () => {
    const pids = await familyOf(postgres.pid() ?? 0);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return async () => {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    };
  },
  'has no connection to spare': async () => {
    const { pool } = server.database;
    const held = await Promise.all([1, 2, 3, 4].map(() => pool.connect()));
    return async () => {
      for (const client of held) client.release();
    };
  },
  'has its tables locked': async () => {
    const holder = await openClient(postgres.url);
    await holder.query('BEGIN');
    const tables = 'dealer_generation, contract, jobsite, invoice, location, customer, category';
    await holder.query(`LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`);
    return () => holder.end();
  },
  'has its clients locked': async () => {
    const holder = await openClient(postgres.url);
    await holder.query('BEGIN; LOCK TABLE api_client IN ACCESS EXCLUSIVE MODE');
    return () => holder.end();
  },
  'refuses new connections and ends those there are': async () => {
    const { pathname } = new URL(postgres.url);
    const admin = new URL(postgres.url);
    admin.pathname = 'template1';
    const client = await openClient(admin.href);
    const allow = (on: boolean) =>
      client.query(`ALTER DATABASE ${pathname.slice(1)} ALLOW_CONNECTIONS ${on}`);
    await allow(false);
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
      [pathname.slice(1)],
    );
    return async () => {
      await allow(true);
      await client.end();
    };
  },
};

async function ask(path: string) {
  const begun = performance.now();
  const { status, text, headers } = await server.get(path, token);
  return { path, status, text, headers, ms: performance.now() - begun };
}

it.each(Object.keys(FAULTS))(
  'answers every pull with 503 in time while the database %s, and recovers by itself',
  async (name) => {
    const end = await FAULTS[name]?.();
    try {
      for (const answer of await Promise.all(PULL_PATHS.map(ask))) {
        const { path, status, text, headers, ms } = answer;
        expect({ path, status }).toEqual({ path, status: 503 });
        expect(ms).toBeLessThan(IN_TIME_MS);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
        expect(headers['content-type']).toMatch(/^application\/problem\+json/);
        const body = JSON.parse(text) as object;
        expect(body).toMatchObject({ status: 503, requestId: headers['x-request-id'] });
        expect(text).not.toMatch(/items|postgres|crs_|SELECT|127\.0\.0\.1/i);
      }
    } finally {
      await end?.();
    }
    for (const [index, path] of PULL_PATHS.entries())
      await until(async () => {
        const { status, text } = await server.get(path, token);
        if (status === 200) expect(text).toBe(healthy[index]);
        else expect(status).toBe(503);
        return status === 200;
      });
  },
);

it('tells that it is not ready while the database is stopped, and still that it is alive', async () => {
  await postgres.stop();
  const ready = await server.get('/health/ready');
  const live = await server.get('/health/live');
  await postgres.start();
  expect([ready.status, live.status]).toEqual([503, 200]);
  expect(ready.headers['retry-after']).toMatch(/^\d+$/);
  await until(async () => (await server.get('/health/ready')).status === 200);
});
