import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generateBundle } from '../../src/demo/generate-bundle.js';
import { EFFORT } from '../support/effort.js';
import { startImportBench, type ImportBench } from '../support/process-import.js';
import { customersOf, everythingServed } from '../support/process-served.js';
import { until } from '../support/until.js';

// A hundred with: CRS_TEST_EFFORT=25 npm test -- test/e2e/import-kills
const KILLS = 4 * EFFORT;
const SIZE = { customers: 20, contracts: 200, invoices: 1_000, asOf: new Date('2026-11-20') };

let bench: ImportBench;
let customers: string[];
/** Two bundles, and all that is served once one of them is published. */
const bundles: { readonly path: string; readonly truth: string }[] = [];
let loadMs = 0;

beforeAll(async () => {
  bench = await startImportBench();
  const base = dirname(await bench.bundle({}));
  const paths = await Promise.all([1, 2].map(() => mkdtemp(join(base, 'demo-'))));
  for (const [index, out] of paths.entries())
    await generateBundle({ ...SIZE, out, seed: index + 1, invoices: SIZE.invoices + index });
  customers = await customersOf(...paths);
  for (const path of paths) {
    const { status, seconds } = await bench.load(path);
    expect(status).toBe(0);
    loadMs = Math.max(loadMs, seconds * 1000);
    bundles.push({ path, truth: await everythingServed(bench, customers) });
  }
  expect(bundles[0]?.truth).not.toBe(bundles[1]?.truth);
});
afterAll(() => bench.close());

/** The number of the newest load. */
async function newest(): Promise<number> {
  const { rows } = await bench.server.database.pool.query<{ last_load_id: number }>(
    `SELECT last_load_id FROM dealer WHERE dealer_code = 'A000'`,
  );
  return rows[0]?.last_load_id ?? 0;
}

/** Waits until the database has noticed that the killed process is gone. */
async function noticed(): Promise<void> {
  await until(async () => {
    const { rows } = await bench.server.database.pool.query(
      `SELECT FROM pg_locks WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.length === 0;
  });
}

it(
  `serves exactly the old or the new generation after each of ${KILLS} kills at random points`,
  async () => {
    let current = 1;
    const outcomes = { old: 0, new: 0 };
    let spanMs = loadMs;
    for (let kill = 0; kill < KILLS; kill++) {
      const next = 1 - current;
      const { path = '' } = bundles[next] ?? {};
      const before = await newest();
      const load = bench.cli.start('import', '--dealer', 'A000', path);
      await until(async () => (await newest()) > before);
      // Not a wait for something: this is the random point.
      const point = Math.random();
      await delay(point * spanMs);
      load.kill();
      await load.ended;
      await noticed();
      const served = await everythingServed(bench, customers);
      const found = bundles.findIndex(({ truth }) => truth === served);
      expect(found).toBeGreaterThanOrEqual(0);
      const outcome = found === current ? 'old' : 'new';
      outcomes[outcome]++;
      // So that about the last third of the points lies after the publishing, however busy the machine.
      if (outcome === 'old' && point > 0.7) spanMs *= 1.3;
      if (outcome === 'new' && point < 0.7) spanMs *= 0.8;
      current = found;
    }
    expect(outcomes.old).toBeGreaterThan(0);
  },
  60_000 + KILLS * 20_000,
);

it('loads the next bundle without a hand, and marks as failed what was interrupted', async () => {
  const { path = '', truth } = bundles[0] ?? {};
  expect(await bench.load(path)).toMatchObject({ status: 0, state: 'published' });
  expect(await everythingServed(bench, customers)).toBe(truth);
  const left = await bench.tables();
  expect(left).toMatchObject({ 'running loads': 0, 'staging tables': 0 });
  const { rows } = await bench.server.database.pool.query<{ state: string; error: string | null }>(
    `SELECT DISTINCT state, error FROM load WHERE dealer_code = 'A000' ORDER BY state`,
  );
  expect(rows.filter(({ state }) => state !== 'published')).toEqual(
    rows.some(({ state }) => state === 'failed')
      ? [{ state: 'failed', error: 'The load was interrupted.' }]
      : [],
  );
});
