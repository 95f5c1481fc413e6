import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { contract, customer } from '../support/interface-factories.js';
import { reportOf, startImportBench, type ImportBench } from '../support/process-import.js';
import type { LoadReport } from '../../src/import/load-report.js';

// One story, told in order.
let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.close());

function expectSums(report: LoadReport): void {
  for (const counts of Object.values(report.resources)) {
    const { read, added, changed, unchanged, rejected, repeated, deletions } = counts;
    expect(added + changed + unchanged + rejected + repeated + deletions).toBe(read);
  }
}

it('keeps the published version of a row that is rejected, and ends with status 3', async () => {
  const good = await bench.bundle({
    'customers.ndjson': [customer('C1')],
    'contracts.ndjson': [contract('K1'), contract('K2')],
  });
  await bench.load(good);
  const before = await bench.text('contract?customer=C1&dealer=A000');
  const bad = await bench.bundle({
    'customers.ndjson': [customer('C1')],
    'contracts.ndjson': [
      contract('K1', { contractStartDate: '2021-02-30' }),
      contract('K2'),
      { ...contract('K3'), contractId: undefined },
      contract('K4', { surprise: 1 }),
    ],
  });
  const report = await bench.load(bad);
  expect(report).toMatchObject({ status: 3, state: 'published', generation: 2 });
  expect(report.resources.contracts).toMatchObject({
    read: 4,
    added: 1,
    unchanged: 1,
    rejected: 2,
  });
  expect(report.resources.contracts?.removed).toBe(0);
  expectSums(report);
  expect(report.rejects).toEqual([
    {
      severity: 'reject',
      resource: 'contracts',
      file: 'contracts.ndjson',
      line: 1,
      field: 'contractStartDate',
      value: '2021-02-30',
      reason: expect.any(String),
    },
    expect.objectContaining({ line: 3, field: 'contractId' }),
  ]);
  const after = await bench.text('contract?customer=C1&dealer=A000');
  expect(after).toContain(before.slice('{"items":['.length, before.indexOf('],"totalPages"')));
  expect(after).toContain('"totalElements":3');
});

it('shows the first rejects, and how to see all of them with the warnings', async () => {
  const path = await bench.bundle({
    'contracts.ndjson': [contract('K1', { contractStartDate: 'soon' }), contract('K2', { odd: 1 })],
  });
  const { status, stdout, stderr } = await bench.cli('import', '--dealer', 'A000', path);
  expect([status, stderr]).toEqual([3, '']);
  expect(stdout).toMatch(/│ contracts\.ndjson │ 1 +│ contractStartDate │ soon/);
  const command = /npm run cli -- (rejects --dealer A000 --load \d+)/.exec(stdout)?.[1] ?? '';
  const listed = await bench.cli.json<object[]>(...command.split(' '));
  expect(listed).toMatchObject([
    { severity: 'reject', line: 1, field: 'contractStartDate', value: 'soon' },
    { severity: 'warning', line: 2, field: 'odd' },
  ]);
  const table = await bench.cli('rejects', '--dealer', 'A000');
  expect(table.stdout).toMatch(/│ warning │ contracts\.ndjson │ 2 +│ odd/);
});

it('takes the first of two rows with one key in a full load, and rejects another that differs', async () => {
  const path = await bench.bundle({
    'customers.ndjson': [
      customer('C1', 'First'),
      customer('C2', 'Same'),
      customer('C1', 'Second'),
      customer('C2', 'Same'),
    ],
  });
  const report = await bench.load(path);
  expect(report).toMatchObject({ status: 3, resources: { customers: { read: 4, rejected: 1 } } });
  expect(report.resources.customers).toMatchObject({ repeated: 1, warnings: 1, removed: 0 });
  expectSums(report);
  expect(report.rejects).toEqual([
    expect.objectContaining({
      line: 3,
      value: 'C1',
      reason: expect.stringMatching(/customers\.ndjson line 1$/),
    }),
  ]);
  expect(await bench.text('customer?customer=C1&dealer=A000')).toContain('First');
});

it('takes the last of several rows with one key in a delta', async () => {
  const path = await bench.bundle({
    'customers.ndjson': [
      customer('C1', 'Then this'),
      { customerId: 'C2', deleted: true },
      customer('C1', 'At last this'),
      customer('C2', 'There again'),
      customer('C3'),
      { customerId: 'C3', deleted: true },
    ],
  });
  const report = await bench.load(path, '--mode', 'delta');
  expect(report).toMatchObject({ status: 0, resources: { customers: { read: 6, repeated: 3 } } });
  expect(report.resources.customers).toMatchObject({ changed: 2, removed: 0, deletions: 1 });
  expectSums(report);
  expect(await bench.text('customer?customer=C1&dealer=A000')).toContain('At last this');
  expect(await bench.text('customer?customer=C2&dealer=A000')).toContain('There again');
  expect(await bench.text('customer?customer=C3&dealer=A000')).toContain('"status":404');
});

it('adds up whatever the rows are', async () => {
  const path = await bench.bundle({
    'customers.ndjson': [
      customer('C1', 'At last this'),
      customer('N1'),
      customer('N1'),
      customer('N1', 'Other'),
      { customerId: 'C2', deleted: true },
      { deleted: true },
      { customerId: '' },
      {},
      customer('x'.repeat(51)),
    ],
  });
  for (const mode of ['full', 'delta']) {
    const result = await bench.cli('import', '--dealer', 'B000', '--json', '--mode', mode, path);
    expectSums(reportOf(result));
    expect(reportOf(result).resources.customers?.read).toBe(9);
    expect(result.status).toBe(3);
  }
});
