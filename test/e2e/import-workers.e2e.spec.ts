import { appendFile, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generateBundle } from '../../src/demo/generate-bundle.js';
import type { LoadReport } from '../../src/import/load-report.js';
import { cliIn, type Cli } from '../support/cli-run.js';
import { invoice } from '../support/items.js';
import { startImportBench, type ImportBench } from '../support/process-import.js';

// Enough that most batches go to the threads: the first of each resource never do.
const SIZE = { customers: 50, contracts: 400, invoices: 4_000, asOf: new Date('2026-11-20') };
const DEALERS = ['W0', 'W1', 'W3'];

let bench: ImportBench;
let bundle: string;

beforeAll(async () => {
  bench = await startImportBench();
  bundle = await mkdtemp(join(dirname(await bench.bundle({})), 'workers-'));
  await generateBundle({ ...SIZE, out: bundle, seed: 5 });
  // At the end, where the threads are at work: unknown, refused, repeated, and changed once more.
  const [last = ''] = (await readFile(join(bundle, 'invoices.ndjson'), 'utf8'))
    .trimEnd()
    .split('\n')
    .slice(-1);
  const first = JSON.parse(last) as object;
  const rows = [
    { ...invoice('extra', '1'), colour: 'red' },
    { ...invoice('bad', '1'), total: 'much' },
    '{"invoiceId": ',
    '',
    first,
    { ...first, total: 1 },
  ];
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  await appendFile(join(bundle, 'invoices.ndjson'), `${lines.join('\n')}\n`);
  for (const dealer of DEALERS) await bench.cli('dealer', 'add', dealer, '--name', dealer);
});
afterAll(() => bench.close());

function cli(workers: string): Cli {
  const { DATABASE_URL, SECRETS_KEY } = bench.server.config;
  return cliIn(dirname(bundle), { DATABASE_URL, SECRETS_KEY, IMPORT_WORKERS: workers });
}

/** All that a load left of a dealer, but its name. */
async function left(dealer: string) {
  const { pool } = bench.server.database;
  const content = [];
  for (const table of ['contract', 'jobsite', 'invoice', 'customer', 'rate']) {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS rows, md5(string_agg(md5(t::text), '' ORDER BY t::text)) AS content
       FROM (SELECT (to_jsonb(m) - 'dealer_code') AS t FROM ${table} m WHERE dealer_code = $1) AS t`,
      [dealer],
    );
    content.push({ table, ...(rows[0] as object) });
  }
  const { rows: issues } = await pool.query(
    `SELECT number, severity, resource, file, line::int, field, value, reason FROM load_issue
     WHERE dealer_code = $1 ORDER BY number`,
    [dealer],
  );
  return { content, issues };
}

it('a load leaves the same, however many threads check its rows', async () => {
  const reports: LoadReport[] = [];
  for (const dealer of DEALERS) {
    const run = await cli(dealer.slice(1))('import', '--dealer', dealer, bundle, '--json');
    reports.push(JSON.parse(run.stdout) as LoadReport);
  }
  const [alone, ...others] = reports.map(
    ({ dealer: _dealer, seconds: _seconds, ...report }) => report,
  );
  expect(alone).toMatchObject({
    state: 'published',
    resources: { invoices: { read: 4_005, rejected: 3, repeated: 1 } },
  });
  for (const report of others) expect(report).toEqual(alone);
  const expected = await left('W0');
  expect(expected.issues.map(({ line }: { line: number }) => line)).toEqual(
    expect.arrayContaining([4_001, 4_002, 4_003, 4_005, 4_006]),
  );
  for (const dealer of DEALERS.slice(1)) expect(await left(dealer)).toEqual(expected);
}, 90_000);

it('a fault far inside a file is told with its line', async () => {
  const broken = await mkdtemp(join(dirname(bundle), 'broken-'));
  for (const name of await readdir(bundle)) {
    const bytes = await readFile(join(bundle, name));
    await writeFile(join(broken, name), bytes);
  }
  const path = join(broken, 'invoices.ndjson');
  const text = await readFile(path, 'latin1');
  const at = text.indexOf('\n', text.length * 0.9);
  await writeFile(path, `${text.slice(0, at)}\xfc${text.slice(at)}`, 'latin1');
  const line = text.slice(0, at).split('\n').length;
  const run = await cli('2')('import', '--dealer', 'W1', broken, '--json');
  expect(JSON.parse(run.stdout)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining(
      `invoices.ndjson cannot be read to its end, line ${line}: bytes`,
    ),
  });
  expect(run.status).toBe(1);
}, 60_000);
