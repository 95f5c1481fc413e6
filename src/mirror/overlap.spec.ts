import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type pg from 'pg';
import { contract, customer } from '../../test/support/items.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { until } from '../../test/support/until.js';
import { isUnavailable } from '../database/unavailable.js';

// Real overlaps: a publication is held just before its commit, with all its locks.

const ENOUGH_FOR_STATISTICS = 1200;

let mirror: TestMirror;
let dealer: string;
let other: string;
let dealers = 0;
let sessions: pg.Client[];

beforeAll(async () => {
  mirror = await TestMirror.open();
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++dealers}`);
  other = await mirror.addDealer(`E${dealers}`);
  sessions = [];
});
afterEach(async () => {
  for (const session of sessions) await session.end();
});

async function open(): Promise<pg.Client> {
  const session = await mirror.database.session();
  sessions.push(session);
  return session;
}

/** A connection on which COMMIT waits until it is let through. */
async function held() {
  const session = await open();
  const query = session.query.bind(session) as (...given: unknown[]) => unknown;
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const watched = (...given: unknown[]): unknown => {
    if (given[0] !== 'COMMIT') return query(...given);
    reached.resolve();
    return gate.promise.then(() => query(...given));
  };
  Object.assign(session, { query: watched });
  return { session, reached: reached.promise, release: () => gate.resolve() };
}

async function pidOf(session: pg.Client): Promise<number> {
  const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

/** Waits until the session waits for the lock of another. */
async function isBlocked(pid: number): Promise<void> {
  const blockers = 'SELECT cardinality(pg_blocking_pids($1)) AS number';
  await until(async () => {
    const [row] = await mirror.query<{ number: number }>(blockers, [pid]);
    return row?.number;
  });
}

it('two loads of one dealer are published one after the other, and none is lost', async () => {
  await mirror.publish(dealer, { customers: [customer('0')] });
  const first = await held();
  const second = await open();
  const pid = await pidOf(second);
  const delta = { mode: 'delta', session: first.session } as const;
  const one = mirror.publish(dealer, { customers: [customer('1')] }, delta);
  await first.reached;
  const two = mirror.publish(
    dealer,
    { customers: [customer('1', 'Later'), customer('2')] },
    { mode: 'delta', session: second },
  );
  await isBlocked(pid);
  expect(await mirror.generation(dealer)).toBe(1);
  first.release();
  expect((await one).generation).toBe('2');
  const last = await two;
  expect(last.generation).toBe('3');
  expect(last.counts.get('customers')).toEqual({ added: 1, changed: 1, removed: 0 });
  expect((await mirror.store.customer(dealer, '1')).body).toContain('Later');
});

it('the stamps of changes are in the order of the commits', async () => {
  await mirror.publish(dealer, { contracts: [] });
  const before = await mirror.publishedAt(dealer);
  const first = await held();
  const second = await open();
  const pid = await pidOf(second);
  const publish = (id: string, session: pg.Client) =>
    mirror.publish(dealer, { contracts: [contract(id, id)] }, { mode: 'delta', session });
  const one = publish('1', first.session);
  await first.reached;
  const two = publish('2', second);
  await isBlocked(pid);
  // What a reader saw before the first commit misses nothing of it afterwards.
  expect(await mirror.changes(dealer)).toEqual([]);
  first.release();
  await one;
  const between = await mirror.publishedAt(dealer);
  await two;
  const after = await mirror.publishedAt(dealer);
  expect([before, between, after]).toEqual([before, between, after].toSorted());
  expect(new Set([before, between, after]).size).toBe(3);
  expect(await mirror.changes(dealer, between)).toEqual(['1 contract', '2 contract']);
  expect(await mirror.changes(dealer, after)).toEqual(['2 contract']);
});

it('a load waits for no other dealer, however much both change', async () => {
  const many = Array.from({ length: ENOUGH_FOR_STATISTICS }, (_, n) => contract(`${n}`, '1'));
  const first = await held();
  const one = mirror.publish(dealer, { contracts: many }, { session: first.session });
  await first.reached;
  const second = await open();
  await second.query("SET lock_timeout = '2s'");
  const published = await mirror.publish(other, { contracts: many }, { session: second });
  expect(published.generation).toBe('1');
  expect(await mirror.generation(dealer)).toBe(0);
  first.release();
  expect((await one).generation).toBe('1');
});

it('readers wait for nobody, and see all of a generation or nothing of it', async () => {
  await mirror.publish(dealer, { contracts: [contract('A', '1')] });
  const first = await held();
  const rows = { contracts: [contract('B', '1'), contract('C', '1')] };
  const one = mirror.publish(dealer, rows, { session: first.session });
  await first.reached;
  const ids = async () =>
    (await mirror.list(dealer, 'contracts', '1')).map(({ contractId }) => contractId);
  expect(await ids()).toEqual(['A']);
  expect(await mirror.changes(dealer)).toEqual(['1 contract']);
  first.release();
  await one;
  expect(await ids()).toEqual(['B', 'C']);
});

it('a publication whose connection breaks leaves nothing, and the next one goes on', async () => {
  await mirror.publish(dealer, { customers: [customer('1')] });
  const first = await held();
  const pid = await pidOf(first.session);
  const one = mirror.publish(dealer, { customers: [customer('2')] }, { session: first.session });
  const failed = one.catch((error: unknown) => error);
  await first.reached;
  await mirror.query('SELECT pg_terminate_backend($1)', [pid]);
  first.release();
  expect(isUnavailable(await failed)).toBe(true);
  expect(await mirror.generation(dealer)).toBe(1);
  const again = await mirror.publish(dealer, { customers: [customer('3')] });
  expect(again.generation).toBe('2');
});

it('a publisher that is stopped loses the lock, and cannot publish when it goes on', async () => {
  const { session, reached, release } = await held();
  session.on('error', () => undefined);
  const late = mirror.publish(dealer, { customers: [customer('late')] }, { session });
  const outcome = late.then(
    () => 'published',
    (error: unknown) => (isUnavailable(error) ? 'lost its session' : error),
  );
  await reached;
  const { rows } = await session.query('SHOW idle_in_transaction_session_timeout');
  expect(rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }]);
  // Its minute, made short.
  await session.query(`SET LOCAL idle_in_transaction_session_timeout = '50ms'`);
  await mirror.publish(dealer, { customers: [customer('next')] });
  release();
  expect(await outcome).toBe('lost its session');
  expect(await mirror.generation(dealer)).toBe(1);
  expect(
    await mirror.query('SELECT customer_id FROM customer WHERE dealer_code = $1', [dealer]),
  ).toEqual([{ customer_id: 'next' }]);
});
