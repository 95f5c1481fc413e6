import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { asset, contract, jobsite } from '../../test/support/items.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { until } from '../../test/support/until.js';
import { ReturnDateClock } from './return-date.clock.js';

let mirror: TestMirror;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  Logger.overrideLogger(false);
  mirror = await TestMirror.open();
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++dealers}`);
});

const due = (...dates: string[]) => ({ assetDetails: dates.map(asset) });

/** Lets a year pass for what is in the mirror: its dates move, as the database's clock cannot. */
async function aYearPasses(): Promise<void> {
  const year = "interval '1 year'";
  await mirror.query(
    `UPDATE contract SET next_return_at = next_return_at - ${year},
       asset_returns = array(SELECT r - ${year} FROM unnest(asset_returns) AS r)
     WHERE dealer_code = $1`,
    [dealer],
  );
}

function soon(): string {
  return new Date(Date.now() + 30 * 86_400_000).toISOString();
}

const nodes = () =>
  [new ReturnDateClock(mirror.database), new ReturnDateClock(mirror.database)] as const;

const counts = async () =>
  (await mirror.list(dealer, 'jobsites', '1')).map(({ assetCount }) => assetCount);
const contracts = async () =>
  (await mirror.list(dealer, 'contracts', '1')).map(({ contractId }) => contractId);

it('a contract ends when its last asset is due back', async () => {
  await mirror.publish(dealer, {
    contracts: [
      contract('ends', '1', due(soon(), '2020-01-01')),
      contract('goes on', '1', due(soon(), '2999-01-01')),
      contract('reserved', '1', { ...due(soon()), isReservation: true }),
      contract('said so', '1', { ...due(soon()), active: true }),
      contract('open', '1', { assetDetails: [asset()] }),
    ],
    jobsites: [jobsite('J1', '1'), jobsite('J2', '1')],
  });
  expect(await counts()).toEqual([6, 0]);
  await mirror.query('DELETE FROM customer_change WHERE dealer_code = $1', [dealer]);
  await aYearPasses();
  await new ReturnDateClock(mirror.database).pass();
  expect(await contracts()).toEqual(['goes on', 'open', 'reserved', 'said so']);
  expect(await counts()).toEqual([2, 0]);
  expect(await mirror.generation(dealer)).toBe(2);
  expect(await mirror.changes(dealer)).toEqual(['1 contract']);
});

it('an asset that is due back leaves the count of its jobsite while the contract goes on', async () => {
  await mirror.publish(dealer, {
    contracts: [contract('A', '1', due(soon(), '2999-01-01'))],
    jobsites: [jobsite('J1', '1')],
  });
  await aYearPasses();
  await new ReturnDateClock(mirror.database).pass();
  expect(await contracts()).toEqual(['A']);
  expect(await counts()).toEqual([1]);
});

it('the older generation still has the contract that ended', async () => {
  await mirror.publish(dealer, { contracts: [contract('A', '1', due(soon()))] });
  await aYearPasses();
  await new ReturnDateClock(mirror.database).pass();
  const sql = 'SELECT contract_id, listed FROM contract WHERE dealer_code = $1';
  const at = (generation: number) =>
    mirror.query(`${sql} AND gen_from <= $2 AND gen_to > $2`, [dealer, generation]);
  expect(await at(1)).toEqual([{ contract_id: 'A', listed: true }]);
  expect(await at(2)).toEqual([{ contract_id: 'A', listed: false }]);
});

it('the same load again, after a contract ended by time, changes nothing', async () => {
  const rows = { contracts: [contract('A', '1', due(soon())), contract('B', '1')] };
  await mirror.publish(dealer, rows);
  await aYearPasses();
  await new ReturnDateClock(mirror.database).pass();
  expect((await mirror.publish(dealer, rows)).generation).toBe('2');
  expect(await contracts()).toEqual(['B']);
});

it('makes no generation when nothing is due, or when nothing that is served changes', async () => {
  await mirror.publish(dealer, {
    contracts: [contract('A', '1', { ...due(soon()), isReservation: true })],
    jobsites: [jobsite('J1', '1', { assetCount: 5 })],
  });
  const before = await mirror.publishedAt(dealer);
  const clock = new ReturnDateClock(mirror.database);
  await clock.pass();
  await aYearPasses();
  await clock.pass();
  expect(await mirror.generation(dealer)).toBe(1);
  expect(await mirror.publishedAt(dealer)).toBe(before);
  const next = 'SELECT next_return_at FROM contract WHERE dealer_code = $1';
  expect(await mirror.query(next, [dealer])).toEqual([{ next_return_at: null }]);
});

it('two nodes that look at once end a contract once', async () => {
  await mirror.publish(dealer, { contracts: [contract('A', '1', due(soon()))] });
  await aYearPasses();
  // Both have seen that something is due before either of them may publish.
  await mirror.database.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query('SELECT FROM dealer_generation WHERE dealer_code = $1 FOR UPDATE', [
      dealer,
    ]);
    const passes = nodes().map((node) => node.pass());
    await until(async () => (await waiting()) === 2);
    await session.query('COMMIT');
    await Promise.all(passes);
  });
  expect(await mirror.generation(dealer)).toBe(2);
  expect(await contracts()).toEqual([]);
});

async function waiting(): Promise<number | undefined> {
  const [row] = await mirror.query<{ number: number }>(
    `SELECT count(*)::int AS number FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.number;
}

it('a dealer that cannot be published does not keep the others from it', async () => {
  const other = await mirror.addDealer(`${dealer}other`);
  for (const code of [dealer, other])
    await mirror.publish(code, { contracts: [contract('A', '1', due(soon()))] });
  await aYearPasses();
  await mirror.query(
    `UPDATE contract SET next_return_at = now(), asset_returns = '{2020-01-01}'
     WHERE dealer_code = $1`,
    [other],
  );
  await mirror.query('DELETE FROM dealer_generation WHERE dealer_code = $1', [dealer]);
  await new ReturnDateClock(mirror.database).pass();
  expect(await mirror.generation(other)).toBe(2);
  await mirror.query('DELETE FROM contract WHERE dealer_code = $1', [dealer]);
});

it('a look that is under way is not doubled, and is waited for at the end', async () => {
  await mirror.publish(dealer, { contracts: [contract('A', '1', due(soon()))] });
  await aYearPasses();
  const clock = new ReturnDateClock(mirror.database);
  await mirror.database.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query('SELECT FROM dealer_generation WHERE dealer_code = $1 FOR UPDATE', [
      dealer,
    ]);
    const ticks = [clock.tick(), clock.tick()];
    await until(async () => (await waiting()) === 1);
    const ended = clock.onModuleDestroy().then(() => mirror.generation(dealer));
    await session.query('COMMIT');
    expect(await ended).toBe(2);
    await Promise.all(ticks);
  });
});
