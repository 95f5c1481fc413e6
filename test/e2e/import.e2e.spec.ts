import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  asset,
  contract,
  customer,
  invoice,
  jobsite,
  location,
} from '../support/interface-factories.js';
import { startImportBench, type ImportBench } from '../support/process-import.js';

// One story, told in order.
let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.close());

const CONTRACTS = [
  contract('K1', { assetDetails: [asset({ assetId: '1' }), asset({ assetId: '2' })] }),
  contract('K2', { assetDetails: [asset({ assetId: '3' })] }),
];

/** Items as CSV, with a column for every field that is not an array. */
function csv(items: readonly object[], delimiter = ','): string {
  const rows = items.map((item) => flat(item));
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly unknown[]) =>
    `${cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(delimiter)}\r\n`;
  return [columns, ...rows.map((row) => columns.map((name) => row[name]))].map(line).join('');
}

function flat(item: object, prefix = ''): Record<string, unknown> {
  const entries = Object.entries(item).filter(([, value]) => !Array.isArray(value));
  const parts = entries.map(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? flat(value, `${prefix}${name}.`)
      : { [prefix + name]: value },
  );
  return Object.assign({}, ...parts) as Record<string, unknown>;
}

function nested(items: readonly object[], array: string): object[] {
  return items.flatMap((item) => {
    const { contractId, ...rest } = item as Record<string, unknown>;
    return (rest[array] as object[]).map((element) => ({ contractId, ...element }));
  });
}

const PATHS = [
  'customer?customer=C1',
  'location?x=',
  'jobsite?customer=C1',
  'contract?customer=C1',
  'invoice?customer=C1',
];

it('reads NDJSON, JSON, CSV with nested files, and gzip of them, to the same mirror', async () => {
  const mixed = await bench.bundle({
    'customers.csv.gz': gzipSync(csv([customer('C1', 'Söhne, "Bond"')])),
    'locations.json': JSON.stringify([location('L1')]),
    'jobsites.ndjson.gz': gzipSync(JSON.stringify(jobsite('J1'))),
    'contracts.csv': csv(CONTRACTS),
    'contracts.assetDetails.csv': csv(nested(CONTRACTS, 'assetDetails')),
    'contracts.feeDetails.csv.gz': gzipSync(csv(nested(CONTRACTS, 'feeDetails'))),
    'contracts.taxDetails.csv': csv(nested(CONTRACTS, 'taxDetails')),
    'invoices.json.gz': gzipSync(JSON.stringify([invoice('I1'), invoice('I2')])),
    'README.txt': 'not for import',
  });
  const report = await bench.load(mixed);
  expect(report.error).toBeUndefined();
  expect(report).toMatchObject({ status: 0, state: 'published', generation: 1, rejects: [] });
  expect(report.ignored).toEqual([expect.stringMatching(/README\.txt$/)]);
  expect(report.resources).toMatchObject({
    customers: { read: 1, added: 1 },
    contracts: { read: 2, added: 2 },
    invoices: { read: 2, added: 2 },
  });
  const plain = await bench.bundle({
    'customers.ndjson': [customer('C1', 'Söhne, "Bond"')],
    'locations.ndjson': [location('L1')],
    'jobsites.ndjson': [jobsite('J1')],
    'contracts.ndjson': CONTRACTS,
    'invoices.ndjson': [invoice('I1'), invoice('I2')],
  });
  const { status, stdout } = await bench.cli('import', '--dealer', 'B000', plain);
  expect(status).toBe(0);
  expect(stdout).toMatch(/│ contracts +│ 2 +│ 2 +│ 0 /);
  expect(stdout).toMatch(/Load 1 is published as generation 1\. [\d.]+ s\n$/);
  for (const path of PATHS) {
    const one = await bench.text(`${path}&dealer=A000`);
    expect(one).toBe(await bench.text(`${path}&dealer=B000`));
    expect(one).toMatch(/C1|L1|I1/);
  }
});

it('reads another encoding and another delimiter', async () => {
  const path = await bench.bundle({
    'customers.csv': Buffer.from(csv([customer('C1', 'Müller; Söhne')], ';'), 'latin1'),
  });
  const options = ['--encoding', 'windows-1252', '--delimiter', ';'];
  const report = await bench.load(`${path}/customers.csv`, ...options);
  expect(report).toMatchObject({ status: 0, resources: { customers: { read: 1, changed: 1 } } });
  expect(await bench.text('customer?customer=C1&dealer=A000')).toContain('Müller; Söhne');
});

it('makes nothing new of the same bundle: no row, no generation, no entry for the incremental pull', async () => {
  const path = await bench.bundle({
    'customers.ndjson': [customer('C1'), customer('C2')],
    'jobsites.ndjson': [jobsite('J1'), jobsite('J2')],
    'contracts.ndjson': CONTRACTS,
    'invoices.ndjson': [invoice('I1'), invoice('I2')],
  });
  const { generation } = await bench.load(path);
  const before = await bench.tables();
  const again = await bench.load(path);
  expect(again).toMatchObject({
    status: 0,
    state: 'published',
    generation,
    resources: {
      customers: { read: 2, added: 0, changed: 0, unchanged: 2, removed: 0 },
      contracts: { read: 2, unchanged: 2 },
    },
  });
  expect(await bench.tables()).toEqual(before);
});

it('publishes nothing in a dry run, and tells what it would have done', async () => {
  const before = await bench.tables();
  const path = await bench.bundle({ 'customers.ndjson': [customer('C1', 'New'), customer('C3')] });
  const report = await bench.load(path, '--dry-run');
  expect(report).toMatchObject({
    status: 0,
    dryRun: true,
    resources: { customers: { read: 2, added: 1, changed: 1, unchanged: 0, removed: 1 } },
  });
  expect(await bench.tables()).toEqual(before);
  const { stdout } = await bench.cli('import', '--dealer', 'A000', '--dry-run', path);
  expect(stdout).toMatch(/was a dry run: nothing was published/);
});

it('changes, adds and deletes with a delta, and removes what a full load does not have', async () => {
  const delta = await bench.bundle({
    'customers.ndjson': [
      customer('C3'),
      customer('C1', 'Changed'),
      { customerId: 'C2', deleted: true },
      { customerId: 'never there', deleted: true },
    ],
  });
  expect(await bench.load(delta, '--mode', 'delta')).toMatchObject({
    status: 0,
    mode: 'delta',
    resources: {
      customers: { read: 4, added: 1, changed: 1, unchanged: 0, removed: 1, deletions: 2 },
    },
  });
  expect(await bench.text('customer?customer=C2&dealer=A000')).toContain('"status":404');
  const full = await bench.bundle({ 'customers.ndjson': [customer('C3')] });
  expect(await bench.load(full)).toMatchObject({
    resources: { customers: { read: 1, unchanged: 1, removed: 1, deletions: 0 } },
  });
  expect(await bench.text('customer?customer=C1&dealer=A000')).toContain('"status":404');
  expect(await bench.text('contract?customer=C1&dealer=A000')).toContain('"totalElements":2');
});
