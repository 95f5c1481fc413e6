import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { TestMirror } from '../../test/support/test-mirror.js';
import { until } from '../../test/support/until.js';
import { createStaging, stagedLoads, stagingName } from '../mirror/staging.js';
import { mirrorTable } from '../mirror/mirror-table.js';
import type { LoadIssue, LoadReport } from './load-report.js';
import { LoadStore } from './load.store.js';

let mirror: TestMirror;
let loads: LoadStore;
let session: Client;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
  loads = new LoadStore(mirror.database);
  session = await mirror.database.session();
});
afterAll(async () => {
  await session.end();
  await mirror.close();
});
beforeEach(async () => {
  dealer = await mirror.addDealer(`D_${++dealers}`);
});

async function states(): Promise<unknown[]> {
  const sql = 'SELECT load_id AS id, state, error FROM load WHERE dealer_code = $1 ORDER BY 1';
  const rows = await mirror.query<{ id: number; state: string; error: string | null }>(sql, [
    dealer,
  ]);
  return rows.map(({ id, state, error }) => [id, state, error].filter((part) => part !== null));
}

function report(load: number, more: Partial<LoadReport> = {}): LoadReport {
  const nothing = { resources: {}, rejects: [], ignored: [], seconds: 1 };
  const outcome = { mode: 'full', dryRun: false, state: 'published', generation: 1 } as const;
  return { dealer, load, ...nothing, ...outcome, ...more };
}

/** Begins a load on a connection of its own and leaves a staging table; the connection then dies. */
async function crash(): Promise<void> {
  const own = await mirror.database.session();
  const loadId = await loads.begin(own, dealer, 'full');
  await createStaging(own, stagingName(dealer, loadId, 'rates'), mirrorTable('rates'));
  await own.end();
}

it('numbers the loads of each dealer from 1', async () => {
  const other = await mirror.addDealer(`${dealer}other`);
  expect(await loads.begin(session, dealer, 'full')).toBe(1);
  expect(await loads.begin(session, other, 'full')).toBe(1);
  expect(await loads.begin(session, dealer, 'delta')).toBe(2);
});

it('gives two loads that begin at once different numbers', async () => {
  const numbers = await Promise.all(
    Array.from({ length: 5 }, () =>
      mirror.database.withSession((own) => loads.begin(own, dealer, 'full')),
    ),
  );
  expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
});

it('begins no load for a dealer that is not there', async () => {
  await expect(loads.begin(session, 'nobody', 'full')).rejects.toMatchObject({ code: 'not-found' });
});

it('fails the loads whose process is gone, and drops what they staged', async () => {
  await crash();
  await crash();
  // The server notices a moment later that a connection is gone.
  await until(async () => {
    await loads.failInterrupted(session, dealer);
    return !JSON.stringify(await states()).includes('running');
  });
  expect(await states()).toEqual([
    [1, 'failed', 'The load was interrupted.'],
    [2, 'failed', 'The load was interrupted.'],
  ]);
  expect(await stagedLoads(session, dealer)).toEqual([]);
});

it('leaves a load alone that is still running, and what it staged', async () => {
  await mirror.database.withSession(async (own) => {
    const loadId = await loads.begin(own, dealer, 'full');
    await createStaging(own, stagingName(dealer, loadId, 'rates'), mirrorTable('rates'));
    await loads.failInterrupted(session, dealer);
    expect(await states()).toEqual([[1, 'running']]);
    expect(await stagedLoads(session, dealer)).toEqual([1]);
  });
});

it('drops what a load that is over left in staging, and no other dealer’s', async () => {
  const likely = await mirror.addDealer(dealer.replace('_', '-'));
  for (const code of [dealer, likely]) await mirror.stage(session, code, { customers: [] });
  const [loadId = 0] = await stagedLoads(session, dealer);
  const insert = `INSERT INTO load (dealer_code, load_id, mode, state)
    VALUES ($1, $2, 'full', 'failed')`;
  await session.query(insert, [dealer, loadId]);
  await loads.failInterrupted(session, dealer);
  expect(await stagedLoads(session, dealer)).toEqual([]);
  expect(await stagedLoads(session, likely)).toHaveLength(1);
});

it('writes down how a load ended, once', async () => {
  for (let load = 1; load <= 3; load++) await loads.begin(session, dealer, 'full');
  await loads.finish(report(1));
  await loads.finish(report(1, { state: 'failed', error: 'Too late' }));
  await loads.finish(report(2, { dryRun: true }));
  await loads.finish(report(3, { dryRun: true, state: 'failed', error: 'No such file' }));
  expect(await states()).toEqual([
    [1, 'published'],
    [2, 'dry run'],
    [3, 'failed', 'No such file'],
  ]);
  const stored = await mirror.database.prisma.load.findFirst({
    where: { dealerCode: dealer, loadId: 1 },
  });
  expect(stored).toMatchObject({
    generation: 1n,
    report: report(1),
    finishedAt: expect.anything(),
  });
});

it('a load that was given up cannot end in another way', async () => {
  await loads.begin(session, dealer, 'full');
  await loads.finish(report(1, { state: 'failed', error: 'Given up' }));
  await expect(loads.finish(report(1))).rejects.toMatchObject({
    code: 'load-lost',
    message: 'Given up',
  });
  expect(await states()).toEqual([[1, 'failed', 'Given up']]);
});

it('a load that is recorded in a transaction is not when that is rolled back', async () => {
  await loads.begin(session, dealer, 'full');
  await session.query('BEGIN');
  await loads.finish(report(1), session);
  await session.query('ROLLBACK');
  expect(await states()).toEqual([[1, 'running']]);
});

it('lists the issues of the newest load, in the order they were found', async () => {
  await loads.begin(session, dealer, 'full');
  await loads.begin(session, dealer, 'full');
  const issue = { severity: 'reject', resource: 'rates', file: 'rates.csv', reason: 'no' } as const;
  await loads.addIssues(dealer, 1, 0, [{ ...issue, line: 1 }]);
  const many = Array.from({ length: 1001 }, (_, n) => ({ ...issue, line: n + 1, value: `${n}` }));
  await loads.addIssues(dealer, 2, 0, many);
  const batches = await batchesOf(2);
  expect(batches.map((batch) => batch.length)).toEqual([1000, 1]);
  expect(batches.flat()).toEqual(many.map((one) => ({ ...one, load: 2 })));
  expect(await batchesOf(1)).toMatchObject([[{ line: 1 }]]);
  expect(await batchesOf(undefined)).toEqual(batches);
});

async function batchesOf(load: number | undefined): Promise<LoadIssue[][]> {
  const batches: LoadIssue[][] = [];
  for await (const batch of loads.issues(dealer, load)) batches.push(batch);
  return batches;
}

it('has no issues of a dealer that is not there', async () => {
  await expect(loads.issues('nobody').next()).rejects.toMatchObject({ code: 'not-found' });
});
