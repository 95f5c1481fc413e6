import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { TestMirror } from '../../test/support/test-mirror.js';
import { IssueLog } from './issue-log.js';
import type { LoadIssue } from './load-report.js';
import { LoadStore } from './load.store.js';

let mirror: TestMirror;
let loads: LoadStore;
let log: IssueLog;
let dealers = 0;
let dealer: string;

beforeAll(async () => {
  mirror = await TestMirror.open();
  loads = new LoadStore(mirror.database);
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++dealers}`);
  await mirror.database.withSession((session) => loads.begin(session, dealer, 'full'));
  log = new IssueLog(loads, dealer, 1);
});

function issue(line: number, more: Partial<LoadIssue> = {}): LoadIssue {
  const resource = 'contracts';
  return { severity: 'reject', resource, file: 'f', line, reason: 'no', ...more };
}

async function stored(): Promise<LoadIssue[]> {
  const issues: LoadIssue[] = [];
  for await (const batch of loads.issues(dealer, 1)) issues.push(...batch);
  return issues;
}

it('writes issues in batches, and the rest when it is flushed', async () => {
  for (let line = 1; line <= 1001; line++) await log.add(issue(line));
  expect(await stored()).toHaveLength(1000);
  await log.flush();
  const lines = (await stored()).map(({ line }) => line);
  expect(lines).toEqual(Array.from({ length: 1001 }, (_, index) => index + 1));
});

it('has nothing to write when there was nothing to say', async () => {
  await log.flush();
  await log.flush();
  expect(await stored()).toEqual([]);
});

it('keeps the first rejects for the report, and no warnings', async () => {
  await log.add(issue(1, { severity: 'warning' }));
  for (let line = 2; line <= 30; line++) await log.add(issue(line));
  expect(log.firstRejects.map(({ line }) => line)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 2),
  );
});

it('tells an unknown member once, with the first place and how many rows have it', async () => {
  const add = (resource: 'contracts' | 'invoices', field: string, line: number, rows = 1) =>
    log.addUnknown({ resource, field, file: 'a', line, rows });
  add('contracts', 'colour', 3, 2);
  add('contracts', 'colour', 4);
  add('contracts', 'assetDetails[].x', 5);
  add('invoices', 'colour', 1);
  expect(await log.reportUnknown('contracts')).toBe(2);
  await log.flush();
  const told = 'is no field of the interface and was left out';
  expect(await stored()).toMatchObject([
    { severity: 'warning', field: 'colour', line: 3, reason: `${told} (3 rows, the first here)` },
    { field: 'assetDetails[].x', line: 5, reason: expect.stringContaining('(1 row') },
  ]);
});

it('stores every text that a remark may hold', async () => {
  const texts = { field: 'a"b\\c', value: '\u0001 🚜 \ufffd', reason: 'line\nbreak' };
  await log.add(issue(1, texts));
  await log.flush();
  expect(await stored()).toMatchObject([texts]);
});
