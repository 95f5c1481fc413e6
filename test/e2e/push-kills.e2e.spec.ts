import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyMigrations } from '../../src/database/migrations.js';
import { EFFORT } from '../support/effort.js';
import { judgePull, markedPush } from '../support/marked-load.js';
import { startNodes, type PushAnswer, type ServerNodes } from '../support/process-nodes.js';
import { startTestPostgres, type TestPostgres } from '../support/test-postgres.js';
import { until } from '../support/until.js';

// A hundred with: CRS_TEST_EFFORT=35 npm test -- test/e2e/push-kills
const KILLS = 3 * EFFORT;
const CUSTOMER = ['1'];
const PATH = '/api/v1/contract?customer=1&items=1000';

let postgres: TestPostgres;
let servers: ServerNodes;
let crs: string;
let rms: string;
/** The mark of what is published, as far as the sender knows, and of the newest load. */
let published = 0;
let mark = 0;
/** How long a push takes. */
let spanMs = 0;

beforeAll(async () => {
  postgres = await startTestPostgres();
  await applyMigrations(postgres.url);
  servers = await startNodes({ DATABASE_URL: postgres.url });
  await servers.addDealer('A000');
  crs = await servers.server.token(['A000']);
  rms = await servers.server.token(['A000'], ['dealer']);
  for (const node of [0, 1, 0]) {
    const begun = performance.now();
    expect(await push(node)).toMatchObject({ status: 200 });
    spanMs = performance.now() - begun;
  }
  published = mark;
});
afterAll(async () => {
  await servers.close();
  await postgres.remove();
});

/** Pushes the next load. @returns undefined when the connection was cut */
async function push(node: number): Promise<PushAnswer | undefined> {
  return servers.push(node, rms, markedPush(++mark, 'full')).catch((error: unknown) => {
    if (!/fetch failed|terminated/.test(String(error))) throw error;
    return undefined;
  });
}

/** The mark of the list that a node serves, which must be complete; undefined for a 503. */
async function servedMark(node: number): Promise<number | undefined> {
  const answer = await servers.get(node, PATH, crs);
  const text = await answer.text();
  if (answer.status === 503) return undefined;
  if (answer.status !== 200) throw new Error(`${answer.status}: ${text}`);
  const { items } = JSON.parse(text) as { items: Record<string, unknown>[] };
  const verdict = judgePull('contract', CUSTOMER, items);
  expect(verdict).toMatchObject({ missed: 0, doubled: 0, foreign: 0 });
  return verdict.mark;
}

/** What is served now must be the load before or the interrupted one, which is told. */
async function settled(node: number, answer: PushAnswer | undefined): Promise<'old' | 'new'> {
  const now = await until(() => servedMark(node), 60_000);
  expect([published, mark]).toContain(now);
  // What was acknowledged is there.
  if (answer?.status === 200) expect(now).toBe(mark);
  const outcome = now === published ? 'old' : 'new';
  published = now;
  return outcome;
}

/** The next load works, on any node, and clears away what the interrupted one left. */
async function nextWorks(node: number): Promise<void> {
  expect(await push(node)).toMatchObject({ status: 200, report: { state: 'published' } });
  published = mark;
  for (const one of [0, 1]) expect(await servedMark(one)).toBe(mark);
  expect(await servers.leftovers()).toEqual({ staging: 0, running: 0 });
}

describe('a push through a server', () => {
  it(
    `that is killed is published or not, in each of ${KILLS} kills at random points, and the other server serves on`,
    async () => {
      const outcomes = { old: 0, new: 0 };
      for (let kill = 0; kill < KILLS; kill++) {
        const answer = push(0);
        // Not a wait for something: this is the random point.
        await delay(Math.random() * spanMs * 1.2);
        const ended = servers.nodes[0]?.process.end('SIGKILL');
        // The other server answers all the while.
        for (let n = 0; n < 5; n++) expect([published, mark]).toContain(await servedMark(1));
        expect(await ended).toMatchObject({ signal: 'SIGKILL' });
        outcomes[await settled(1, await answer)]++;
        await servers.restart(0);
        await nextWorks(kill % 2);
      }
      expect(outcomes.old + outcomes.new).toBe(KILLS);
    },
    60_000 + KILLS * 20_000,
  );

  it(
    `whose PostgreSQL crashes is published or fails, in each of ${KILLS} crashes at random points, and the servers recover`,
    async () => {
      for (let crash = 0; crash < KILLS; crash++) {
        const answer = push(crash);
        await delay(Math.random() * spanMs);
        // Killing one of its processes makes PostgreSQL end all others, and recover.
        process.kill(await someBackend(), 'SIGKILL');
        const got = await answer;
        // The push may have been over before.
        expect([200, 503]).toContain(got?.status);
        await settled(crash + 1, got);
        await until(
          async () => (await servers.get(0, '/health/ready', crs)).status === 200,
          60_000,
        );
        await until(
          async () => (await servers.get(1, '/health/ready', crs)).status === 200,
          60_000,
        );
        await nextWorks(crash + 1);
      }
    },
    60_000 + KILLS * 20_000,
  );
});

/** The process of one connection of the servers: of the load that runs, if there is one. */
async function someBackend(): Promise<number> {
  const { rows } = await servers.server.database.pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
     ORDER BY pid DESC LIMIT 1`,
  );
  return rows[0]?.pid ?? 0;
}
