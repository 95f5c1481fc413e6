/**
 * Pulls generated data through all endpoints page by page, and compares every answer, number by
 * number as it is written, with what an independent reading of the interface makes of the source
 * rows (test/support/checker, which shares no code with src/). With ten times the rows:
 *
 *     CHECKER_SCALE=10 npm test -- test/e2e/checker.e2e --testTimeout=1800000
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { generateBundle } from '../../src/demo/generate-bundle.js';
import { checkerSize } from '../support/checker-size.js';
import { Dice } from '../support/checker/dice.js';
import { parseExact, print, type ExactObject } from '../support/checker/exact.js';
import { DealerModel, type Bundle } from '../support/checker/model.js';
import { delta, mutated } from '../support/checker/mutations.js';
import { Puller } from '../support/checker/puller.js';
import { RESOURCES, type Resource } from '../support/checker/rows.js';
import { interfaceServer } from '../support/interface-dealer.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

const server = interfaceServer({ INCREMENTAL_OVERLAP_SECONDS: '0' });
const NAMES = Object.keys(RESOURCES) as Resource[];

/** The rows of a generated bundle. */
async function generated(seed: number, size: object = checkerSize()): Promise<Bundle> {
  const out = await temporaryFolder();
  try {
    // A fixed day: no return date lies near the time of the test.
    const asOf = new Date('2024-06-15T00:00:00Z');
    await generateBundle({ out, seed, asOf, ...checkerSize(), ...size });
    const files = NAMES.map(async (name) => {
      const text = await readFile(join(out, `${name}.ndjson`), 'utf8');
      const rows = text.split('\n').filter((line) => line !== '');
      return [name, rows.map((line) => parseExact(line) as ExactObject)];
    });
    return Object.fromEntries((await Promise.all(files)) as [Resource, ExactObject[]][]);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

function filesOf(bundle: Bundle): Record<string, string> {
  return Object.fromEntries(
    NAMES.map((name) => [
      `${name}.ndjson`,
      (bundle[name] ?? []).map((row) => `${print(row)}\n`).join(''),
    ]),
  );
}

/** A dealer and the model of it, which take in the same loads. */
async function twins(timeZone: string, currency: string, seed: number) {
  const dealer = await server.dealer({ timeZone, currency });
  const model = new DealerModel({ timeZone, currency });
  const dice = new Dice(seed);
  const puller = new Puller((path) => dealer.get(path), model, dice);
  const load = async (bundle: Bundle, mode: 'full' | 'delta') => {
    const before = Date.now();
    await until(() => Date.now() > before + 1);
    const since = new Date().toISOString();
    const report = await dealer.load(filesOf(bundle), mode);
    expect(report.error).toBeUndefined();
    await puller.pullChanges(since, model.load(bundle, mode));
    await puller.pullAll();
  };
  return { dealer, dice, puller, load };
}

it.each([
  [90_210, 'America/Chicago', 'USD'],
  [31_337, 'Europe/Berlin', 'EUR'],
  [271_828, 'Australia/Lord_Howe', 'AUD'],
])(
  'finds no deviation in bundle %i (%s): full load, then two deltas',
  async (seed, zone, currency) => {
    const { dice, puller, load } = await twins(zone, currency, seed);
    const bundle = mutated(await generated(seed), dice);
    await load(bundle, 'full');
    await load(delta(bundle, dice, ' B'), 'delta');
    await load(delta(bundle, dice, ' C'), 'delta');
    expect(puller.deviations).toEqual([]);
    expect(puller.answers).toBeGreaterThan(100);
  },
);

it('finds a digit, a missing item and a shifted order', async () => {
  const { dealer, puller, load } = await twins('UTC', 'USD', 5);
  const bundle = await generated(161_803, {
    customers: 2,
    jobsites: 5,
    contracts: 8,
    invoices: 20,
  });
  await load(bundle, 'full');
  expect(puller.deviations).toEqual([]);
  const { pool } = server.server().database;
  const tampered = [
    `UPDATE invoice SET document = replace(document, '.5', '.50')`,
    `UPDATE location SET listed = false WHERE location_id = (SELECT min(location_id) FROM location)`,
    `UPDATE jobsite SET sort_key = reverse(sort_key)`,
  ];
  for (const sql of tampered) {
    await pool.query(`${sql}${sql.includes('WHERE') ? ' AND' : ' WHERE'} dealer_code = $1`, [
      dealer.code,
    ]);
    puller.deviations.length = 0;
    await puller.pullAll();
    expect(puller.deviations.length).toBeGreaterThan(0);
  }
});
