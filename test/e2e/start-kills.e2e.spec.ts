import { mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DEMO_SIZE } from '../../src/demo/demo-dealer.js';
import { withClient } from '../../src/database/session.js';
import { EFFORT } from '../support/effort.js';
import { cleanUp, embeddedUrl, ownFolder, postgresPid } from '../support/process-children.js';
import { startServerProcess, type ServerProcess } from '../support/process-server.js';
import { until } from '../support/until.js';

const KILLS = 2 * EFFORT;
/** About how long the demo takes to make. */
const MAKING_MS = 1_500;

// One story, told in order: a first start that is stopped and killed again and again.
let cwd: string;
let dataDir: string;

beforeAll(async () => {
  cwd = join(await ownFolder(), 'cwd');
  await mkdir(cwd);
  dataDir = join(cwd, '..', 'data');
});
afterAll(cleanUp);

function start(): ServerProcess {
  return startServerProcess({ cwd, environment: { DATA_DIR: dataDir } });
}

it('stops gracefully while it creates the database', async () => {
  const server = start();
  await until(() => existsSync(join(dataDir, 'postgres.password')));
  expect(await server.end('SIGTERM')).toEqual({ status: 0, signal: null });
  expect(server.stderr()).toBe('');
  expect(postgresPid(dataDir)).toBeUndefined();
});

it('stops gracefully while it makes the demo', async () => {
  const server = start();
  await until(() => server.stdout().includes('Making the demo dealer'));
  expect(await server.end('SIGTERM')).toEqual({ status: 0, signal: null });
  expect(server.stderr()).toBe('');
  expect(postgresPid(dataDir)).toBeUndefined();
});

it(
  `completes the demo after ${KILLS} kills at random points while it was made`,
  async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const server = start();
      await until(() => /Making the demo|reached at/.test(server.stdout()), 30_000);
      // Not a wait for something: this is the random point.
      await delay(Math.random() * MAKING_MS);
      await server.end('SIGKILL');
    }
    const server = start();
    const page = await server.get('/api/v1/location');
    expect(page).toMatchObject({ status: 200 });
    const ready = await fetch(`${await server.address()}/health/ready`);
    expect(await ready.json()).toMatchObject({
      details: {
        loads: {
          dealers: {
            A000: {
              customers: { items: DEMO_SIZE.customers },
              jobsites: { items: DEMO_SIZE.jobsites },
              contracts: { items: DEMO_SIZE.contracts },
              invoices: { items: DEMO_SIZE.invoices },
            },
          },
        },
      },
    });
    const { unfinished, staged } = await leftovers();
    expect({ unfinished, staged, bundle: existsSync(join(dataDir, 'demo-bundle')) }).toEqual({
      unfinished: 0,
      staged: 0,
      bundle: false,
    });
    await server.end();
  },
  60_000 + KILLS * 10_000,
);

/** Loads that claim to run, and staging tables. */
async function leftovers(): Promise<{ unfinished: number; staged: number }> {
  const { rows } = await withClient(await embeddedUrl(dataDir), (client) =>
    client.query<{ unfinished: number; staged: number }>(
      `SELECT (SELECT count(*)::int FROM load WHERE state = 'running') AS unfinished,
              (SELECT count(*)::int FROM pg_tables WHERE schemaname = 'staging') AS staged`,
    ),
  );
  return rows[0] ?? { unfinished: -1, staged: -1 };
}
