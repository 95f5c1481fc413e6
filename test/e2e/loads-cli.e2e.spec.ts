import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LoadSummary } from '../../src/import/load-record.js';
import { customer } from '../support/items.js';
import { startImportBench, type ImportBench } from '../support/process-import.js';

// One story, told in order.
let bench: ImportBench;
let small: string;

const people = (count: number) => ({
  'customers.ndjson': Array.from({ length: count }, (_, n) => customer(`${n}`)),
});
const loads = (...parameters: string[]) => bench.cli('loads', ...parameters, '--dealer', 'A000');

beforeAll(async () => {
  bench = await startImportBench({});
  small = await bench.bundle(people(20));
});
afterAll(() => bench.close());

it('has no loads to list at first', async () => {
  expect(await loads('list')).toMatchObject({ status: 0, stdout: 'There are no loads yet.\n' });
  expect(await bench.cli('loads', 'list', '--dealer', 'Q')).toMatchObject({ status: 1 });
});

it('ends with status 4 when a load is held, and says why and what to do', async () => {
  expect(await bench.load(await bench.bundle(people(50)))).toMatchObject({ status: 0 });
  const dry = await bench.load(small, '--dry-run');
  expect(dry).toMatchObject({ status: 4, state: 'held', dryRun: true });
  const { status, stdout, stderr } = await bench.cli('import', '--dealer', 'A000', small);
  expect([status, stderr]).toEqual([4, '']);
  expect(stdout).toContain('customers: 30 of 50 published items would be removed, 60 %');
  expect(stdout).toContain('Load 3 is held: nothing was published.');
  expect(stdout).toContain('npm run cli -- loads confirm 3 --dealer A000');
});

it('lists and shows loads', async () => {
  const listed = await bench.cli.json<LoadSummary[]>('loads', 'list', '--dealer', 'A000');
  expect(listed.map(({ load, state }) => [load, state])).toEqual([
    [3, 'held'],
    [2, 'dry run'],
    [1, 'published'],
  ]);
  const { stdout: table } = await loads('list', '--limit', '1');
  expect(table).toMatch(/│ 3 +│ full │ held +│ \S+Z │ [\d.]+ +│ 20 +│ +│ +│ customers: 30 of 50/);
  const { stdout } = await loads('show', '3');
  expect(stdout).toMatch(/│ customers │ 20 /);
  expect(stdout).toMatch(/^customers: 30 of 50 .*$/m);
  expect(await loads('show', '9')).toMatchObject({
    status: 1,
    stderr: 'error: Dealer A000 has no load 9\n',
  });
  expect((await loads('show', 'x')).status).toBe(1);
});

it('confirms a held load once', async () => {
  const { status, stdout } = await loads('confirm', '3');
  expect(status).toBe(0);
  expect(stdout).toMatch(/Load 3 is published as generation 2\./);
  expect(await loads('confirm', '3')).toMatchObject({
    status: 1,
    stderr: 'error: Load 3 is published already, not held\n',
  });
  expect((await loads('show', '3')).stdout).toMatch(
    /^Confirmed by command line( \(\S+\))? at \S+$/m,
  );
});

it('discards a held load', async () => {
  await bench.load(await bench.bundle({ 'customers.ndjson': '' }));
  const { status, stdout } = await loads('discard', '4');
  expect([status, stdout]).toEqual([0, 'Load 4 is discarded: nothing of it will be published.\n']);
  expect(await loads('discard', '4')).toMatchObject({
    status: 1,
    stderr: 'error: Load 4 is discarded already, not held\n',
  });
  expect((await bench.tables())['customer']).toBe(50);
});

it('publishes what would be held when the dealer’s limits allow it', async () => {
  await bench.cli.json('dealer', 'set', 'A000', '--max-removal-percent', '100');
  expect(await bench.load(await bench.bundle(people(1)))).toMatchObject({ status: 0 });
});
