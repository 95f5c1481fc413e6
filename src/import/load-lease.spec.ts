import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { TestMirror } from '../../test/support/test-mirror.js';
import { until } from '../../test/support/until.js';
import { mirrorTable } from '../mirror/mirror-table.js';
import { createStaging, stagingName } from '../mirror/staging.js';
import { LoadLeaseStore } from './load-lease.store.js';
import type { LoadReport } from './load-report.js';
import { LoadStore } from './load.store.js';

let mirror: TestMirror;
let loads: LoadStore;
let leases: LoadLeaseStore;
let dealer: string;
let dealers = 0;
let sessions: Client[];

beforeAll(async () => {
  mirror = await TestMirror.open();
  loads = new LoadStore(mirror.database);
  leases = new LoadLeaseStore(mirror.database, loads);
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++dealers}`);
  sessions = [];
});
afterEach(async () => {
  for (const session of sessions) await session.end().catch(() => undefined);
});

/** A load that runs, on a connection of its own. */
async function begin(): Promise<{ session: Client; load: number }> {
  const session = await mirror.database.session();
  sessions.push(session);
  return { session, load: await loads.begin(session, dealer, 'full') };
}

async function backend(session: Client): Promise<number> {
  const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

const blocked = (pid: number) =>
  until(async () => {
    const sql = 'SELECT cardinality(pg_blocking_pids($1)) AS number';
    return (await mirror.query<{ number: number }>(sql, [pid]))[0]?.number;
  });

async function states() {
  const sql = 'SELECT load_id AS id, state FROM load WHERE dealer_code = $1 ORDER BY 1';
  const rows = await mirror.query<{ id: number; state: string }>(sql, [dealer]);
  return rows.map(({ id, state }) => `${id} ${state}`);
}

const expire = (load: number) =>
  mirror.query(
    `UPDATE load SET lease_until = clock_timestamp() - interval '1 s'
     WHERE dealer_code = $1 AND load_id = $2`,
    [dealer, load],
  );

it('a load waits for those that began before it, and for no later one', async () => {
  const first = await begin();
  const second = await begin();
  await leases.awaitTurn(first.session, dealer, first.load);
  const pid = await backend(second.session);
  let turn = false;
  const waiting = leases.awaitTurn(second.session, dealer, second.load).then(() => (turn = true));
  await blocked(pid);
  expect(turn).toBe(false);
  await loads.finish({
    dealer,
    load: first.load,
    mode: 'full',
    dryRun: false,
    state: 'failed',
    seconds: 0,
    resources: {},
    rejects: [],
    ignored: [],
  });
  await first.session.end();
  await waiting;
  expect(await states()).toEqual(['1 failed', '2 running']);
});

it('a load whose process died is not waited for', async () => {
  const first = await begin();
  const second = await begin();
  await first.session.end();
  await leases.awaitTurn(second.session, dealer, second.load);
  expect(await states()).toEqual(['1 failed', '2 running']);
});

it('a load whose process stands still loses its turn, its connections and its staging', async () => {
  const stopped = await begin();
  const name = stagingName(dealer, stopped.load, 'customers');
  await createStaging(stopped.session, name, mirrorTable('customers'));
  const lane = await mirror.database.session();
  sessions.push(lane);
  await lane.query(`BEGIN; LOCK TABLE ${name} IN ROW EXCLUSIVE MODE`);
  await expire(stopped.load);
  const next = await begin();
  await leases.awaitTurn(next.session, dealer, next.load);
  expect(await states()).toEqual(['1 failed', '2 running']);
  await expect(stopped.session.query('SELECT 1')).rejects.toThrow(/connection/i);
  await expect(lane.query('SELECT 1')).rejects.toThrow(/connection/i);
  await loads.failInterrupted(next.session, dealer, next.load);
  const left = 'SELECT FROM pg_tables WHERE schemaname = $1 AND starts_with(tablename, $2)';
  expect(await mirror.query(left, ['staging', `${dealer}.`])).toEqual([]);
});

it('a load that lost its turn cannot publish, whatever connection it still has', async () => {
  const stopped = await begin();
  await loads.requireRunning(stopped.session, dealer, stopped.load);
  await expire(stopped.load);
  const next = await begin();
  await leases.awaitTurn(next.session, dealer, next.load);
  await expect(loads.requireRunning(next.session, dealer, stopped.load)).rejects.toMatchObject({
    code: 'load-lost',
    message: 'The load was given up: nothing was heard of its process for 60 seconds.',
  });
  await loads.requireRunning(next.session, dealer, next.load);
});

it('a load renews its lease while it is published', async () => {
  const { session, load } = await begin();
  await session.query('BEGIN');
  await loads.requireRunning(session, dealer, load);
  await expire(load);
  await leases.renew(dealer, load);
  const sql = 'SELECT lease_until > clock_timestamp() AS alive FROM load WHERE dealer_code = $1';
  expect(await mirror.query(sql, [dealer])).toEqual([{ alive: true }]);
  await session.query('ROLLBACK');
});

it('a load that is given up while it is published does not get to its end', async () => {
  const { session, load } = await begin();
  await session.query('BEGIN');
  await loads.requireRunning(session, dealer, load);
  await mirror.query(
    `UPDATE load SET state = 'failed', error = 'Given up' WHERE dealer_code = $1`,
    [dealer],
  );
  const report = { dealer, load, mode: 'full', dryRun: false, state: 'published', seconds: 0 };
  const rest = { resources: {}, rejects: [], ignored: [] };
  await expect(loads.finish({ ...report, ...rest } as LoadReport, session)).rejects.toMatchObject({
    code: 'load-lost',
    message: 'Given up',
  });
  await session.query('ROLLBACK');
});

it('a load that renews its lease is waited for, however long it takes', async () => {
  const first = await begin();
  await expire(first.load);
  await leases.renew(dealer, first.load);
  const second = await begin();
  const pid = await backend(second.session);
  const waiting = leases.awaitTurn(second.session, dealer, second.load);
  await blocked(pid);
  expect(await states()).toEqual(['1 running', '2 running']);
  await first.session.end();
  await waiting;
});
