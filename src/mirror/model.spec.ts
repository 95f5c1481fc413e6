import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from 'pg';
import { EFFORT } from '../../test/support/effort.js';
import { LISTS, MirrorModel } from '../../test/support/mirror-model.js';
import { CUSTOMERS, steps, type Step } from '../../test/support/mirror-world.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import type { Database } from '../database/database.js';
import { ANCHOR_DISTANCE } from './customer-lists.js';
import { OPEN } from './mirror-table.js';
import { MirrorStore } from './mirror.store.js';

// Random loads, each compared with a plain model in memory: what is counted and served, what every
// older generation would serve, and what the incremental endpoint says. For a long run:
//   CRS_TEST_EFFORT=100 npm test -- src/mirror/model.spec.ts

const RUNS = 10 * EFFORT;

let mirror: TestMirror;
let session: Client;
let dealers = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
  session = await mirror.database.session();
});
afterAll(async () => {
  await session.end();
  await mirror.close();
});

it(
  'random loads leave the mirror as the model says, and every older generation as it was',
  async () => {
    await fc.assert(fc.asyncProperty(steps, run), { numRuns: RUNS });
  },
  EFFORT * 120_000,
);

async function run(loads: readonly Step[]): Promise<void> {
  const dealer = await mirror.addDealer(`D${++dealers}`);
  const model = new MirrorModel();
  const stamps = new Map<number, string>();
  for (const { mode, rows, ...look } of loads) {
    await load(dealer, model, { mode, rows });
    expect(await mirror.generation(dealer)).toBe(model.generation);
    if (model.loaded.size === 0) continue;
    stamps.set(model.generation, await mirror.publishedAt(dealer));
    await comparePages(mirror.store, dealer, model, look);
    await compareLists(dealer, model);
    for (const [generation, stamp] of stamps)
      expect(await mirror.changes(dealer, stamp)).toEqual(model.changedSince(generation));
  }
  for (const generation of stamps.keys()) await compareOld(dealer, model, generation);
}

async function load(
  dealer: string,
  model: MirrorModel,
  { mode, rows }: Pick<Step, 'mode' | 'rows'>,
) {
  const attempt = mirror.publish(dealer, rows, { mode, session });
  const unknown = Object.keys(rows).some((resource) => !model.loaded.has(resource));
  if (mode === 'delta' && unknown)
    await expect(attempt).rejects.toMatchObject({ code: 'never-loaded-in-full' });
  else expect((await attempt).counts).toEqual(model.load(rows, mode));
}

/** Every page of every list, and the one past the end. */
async function comparePages(
  store: MirrorStore,
  dealerCode: string,
  model: MirrorModel,
  { customers, items }: Pick<Step, 'customers' | 'items'>,
  generation = model.generation,
): Promise<void> {
  for (const resource of LISTS) {
    if (!model.loaded.has(resource)) {
      const request = { dealerCode, clientId: 'crs', customers, items, page: 0 };
      await expect(store.page(resource, request)).rejects.toMatchObject({ code: 'not-loaded' });
      continue;
    }
    const total = customers.flatMap((one) => model.list(resource, one, generation)).length;
    for (let page = 0; page <= Math.ceil(total / items); page++) {
      const request = { dealerCode, clientId: 'crs', customers, items, page };
      const { body } = await store.page(resource, request);
      expect(body).toBe(model.page(resource, request, generation));
    }
  }
}

/** The counts and the anchors that the pages are found by. */
async function compareLists(dealer: string, model: MirrorModel): Promise<void> {
  const found = await mirror.query(
    `SELECT l.resource, l.customer_id, l.item_count,
       array_agg(a.sort_key ORDER BY a.ordinal) AS anchors
     FROM customer_list l LEFT JOIN customer_list_anchor a
       USING (dealer_code, resource, customer_id, gen_from)
     WHERE dealer_code = $1 AND gen_to = ${OPEN}
     GROUP BY 1, 2, 3 ORDER BY 1, 2`,
    [dealer],
  );
  const lists = LISTS.toSorted().flatMap((resource) =>
    CUSTOMERS.map((customer) => ({ resource, customer, items: model.list(resource, customer) })),
  );
  const expected = lists
    .filter(({ items }) => items.length > 0)
    .map(({ resource, customer, items }) => ({
      resource,
      customer_id: customer,
      item_count: items.length,
      anchors: items
        .filter((_, index) => index % ANCHOR_DISTANCE === 0)
        .map(({ sortKey }) => sortKey),
    }));
  expect(found).toEqual(expected);
}

/** Reads an older generation with the very statements that served it. */
async function compareOld(dealer: string, model: MirrorModel, generation: number): Promise<void> {
  await session.query('BEGIN');
  const back = 'UPDATE dealer_generation SET generation = $2 WHERE dealer_code = $1';
  await session.query(back, [dealer, generation]);
  const store = new MirrorStore({ pool: session } as unknown as Database);
  for (const items of [7, 100])
    await comparePages(store, dealer, model, { customers: CUSTOMERS, items }, generation);
  await session.query('ROLLBACK');
}
