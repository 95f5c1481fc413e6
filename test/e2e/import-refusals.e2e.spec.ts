import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { customer } from '../support/interface-factories.js';
import { startImportBench, type ImportBench } from '../support/process-import.js';
import type { Bundle } from '../support/test-server.js';

let bench: ImportBench;
let before: Record<string, number>;

beforeAll(async () => {
  bench = await startImportBench();
  await bench.load(await bench.bundle({ 'customers.ndjson': [customer('C1')] }));
});
beforeEach(async () => {
  before = await bench.tables();
});
afterAll(() => bench.close());

const MANY = Array.from({ length: 3_000 }, (_, index) => customer(`N${index}`));
const LINES = MANY.map((item) => `${JSON.stringify(item)}\n`).join('');
const GZIP = gzipSync(LINES);

// Before the broken file stands one that is whole: it must not be published by itself either.
const BROKEN: readonly [string, Bundle, string[], RegExp][] = [
  ['a truncated gzip', { 'rates.ndjson.gz': GZIP.subarray(0, -20) }, [], /rates\.ndjson\.gz/],
  [
    'JSON that breaks off',
    { 'rates.json': '[{"customerId":"C1"},{"cust' },
    [],
    /rates\.json.*line 1/,
  ],
  [
    'bytes that are not of the encoding',
    { 'rates.ndjson': Buffer.from(`${LINES}{"customerId":"M\xfcller"}\n`, 'latin1') },
    [],
    /rates\.ndjson.*line 3001/,
  ],
  ['an encoding that nobody knows', { 'rates.ndjson': '' }, ['--encoding', 'morse'], /morse/],
  ['CSV without its key column', { 'rates.csv': 'groupId,daily.amount\n1,2\n' }, [], /customerId/],
];

it.each(BROKEN)(
  'publishes nothing of a folder with %s, and ends with status 1',
  async (...given) => {
    const [, bundle, options, reason] = given;
    const path = await bench.bundle({ 'customers.ndjson': [customer('C2')], ...bundle });
    const report = await bench.load(path, ...options);
    expect(report).toMatchObject({
      status: 1,
      state: 'failed',
      error: expect.stringMatching(reason),
    });
    expect(report.error).not.toContain('\n');
    expect(await bench.tables()).toEqual(before);
  },
);

it('tells people the reason on standard error', async () => {
  const path = await bench.bundle({ 'customers.json': '[{"customerId":"C2","customerName":"x"' });
  const { status, stderr } = await bench.cli('import', '--dealer', 'A000', path);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^error: Load \d+ failed, nothing was published: customers\.json [^\n]+\n$/,
  );
  expect(await bench.tables()).toEqual(before);
});

it.each([
  ['a path that is not there', 'A000', '/nowhere/customers.ndjson', /^\/nowhere.* does not exist$/],
  [
    'a file that has another name',
    'A000',
    '/etc/hostname',
    /is not an import file; allowed names:/,
  ],
  ['a folder without import files', 'A000', '/proc/self/fdinfo', /holds no import file/],
  ['an unknown dealer', 'Q', '.', /^There is no dealer Q$/],
])('refuses %s with one JSON document', async (_what, dealer, given, reason) => {
  const path = given === '.' ? await bench.bundle({ 'customers.ndjson': [customer('C2')] }) : given;
  const { status, stdout, stderr } = await bench.cli('import', '--dealer', dealer, '--json', path);
  expect([status, stderr]).toEqual([1, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    dealer,
    state: 'failed',
    error: expect.stringMatching(reason),
  });
  expect(await bench.tables()).toEqual(before);
});

it('refuses a delta of what was never loaded in full', async () => {
  const path = await bench.bundle({ 'locations.ndjson': [{ locationId: 'L1' }] });
  const report = await bench.load(path, '--mode', 'delta');
  expect(report).toMatchObject({ status: 1, error: expect.stringMatching(/never loaded in full/) });
  expect(await bench.tables()).toEqual(before);
});
