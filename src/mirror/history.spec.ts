import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestMirror } from '../../test/support/test-mirror.js';
import { forgetHistory } from './history.js';

const KEPT = { hours: 48, generations: 3 };

let mirror: TestMirror;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++dealers}`);
});

const customers = (...names: string[]) => ({
  customers: names.map((customerName) => ({ customerId: customerName, customerName })),
});

const publishAll = async (count: number) => {
  for (let n = 1; n <= count; n++) await mirror.publish(dealer, customers(`v${n}`));
};

/** Makes the generations up to `last` as old as if they had been published long ago. */
const age = (last: number, hours: number) =>
  mirror.query(
    `UPDATE generation SET published_at = now() - make_interval(hours => $3)
     WHERE dealer_code = $1 AND generation <= $2`,
    [dealer, last, hours],
  );

const forget = () => mirror.database.withSession((session) => forgetHistory(session, dealer, KEPT));

const closedVersions = async () =>
  (
    await mirror.query<{ id: string }>(
      'SELECT customer_id AS id FROM customer WHERE dealer_code = $1 ORDER BY gen_from',
      [dealer],
    )
  ).map(({ id }) => id);

describe('what was served stays', () => {
  it('for 48 hours, however many generations came since', async () => {
    await publishAll(8);
    expect(await forget()).toBe(0);
    expect(await closedVersions()).toHaveLength(8);
  });

  it('for three generations, however long ago', async () => {
    await publishAll(6);
    await age(6, 1000);
    await forget();
    expect(await closedVersions()).toEqual(['v3', 'v4', 'v5', 'v6']);
  });

  it('as long as it was the current generation within the 48 hours', async () => {
    await publishAll(8);
    // Generation 2 was current until generation 3 came, an hour ago.
    await age(2, 49);
    await age(1, 100);
    await forget();
    expect(await closedVersions()).toEqual(['v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8']);
  });
});

it('moves the horizon, so that a forgotten generation is refused instead of served in part', async () => {
  await publishAll(6);
  await age(6, 1000);
  await forget();
  const [row] = await mirror.query<{ oldest: string }>(
    'SELECT oldest_generation::text AS oldest FROM dealer_generation WHERE dealer_code = $1',
    [dealer],
  );
  expect(row?.oldest).toBe('3');
});

it('forgets lists with their anchors, and leaves other dealers alone', async () => {
  const other = await mirror.addDealer(`${dealer}-other`);
  const locations = (count: number) => ({
    locations: Array.from({ length: count }, (_, n) => ({ locationId: `L${n}` })),
  });
  for (const code of [dealer, other])
    for (const count of [65, 66, 67, 68, 69]) await mirror.publish(code, locations(count));
  await age(5, 1000);
  await forget();
  const count = (table: string, code: string) =>
    mirror.query(`SELECT FROM ${table} WHERE dealer_code = $1`, [code]).then((rows) => rows.length);
  expect(await count('customer_list', dealer)).toBe(4);
  expect(await count('customer_list_anchor', dealer)).toBe(8);
  expect(await count('customer_list', other)).toBe(5);
  expect(await count('customer_list_anchor', other)).toBe(10);
});

it('goes through more than one batch, and a second look finds nothing', async () => {
  const many = (name: string) => ({
    customers: Array.from({ length: 2500 }, (_, n) => ({ customerId: `${n}`, customerName: name })),
  });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await mirror.publish(dealer, many(name));
  await age(5, 1000);
  expect(await forget()).toBeGreaterThanOrEqual(2500);
  expect(await closedVersions()).toHaveLength(4 * 2500);
  expect(await forget()).toBe(0);
});
