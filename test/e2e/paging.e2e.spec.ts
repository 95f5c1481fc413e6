import { expect, it } from '@jest/globals';
import { bundleOf, interfaceServer, type InterfaceDealer } from '../support/interface-dealer.js';
import { contract, invoice, jobsite, location } from '../support/interface-factories.js';

const server = interfaceServer();

const SIZES = [1, 7, 10, 64, 100, 1000];
const LENGTHS = [1, 63, 64, 65, 200];

interface PageBody {
  readonly items: readonly Record<string, unknown>[];
  readonly totalPages: number;
  readonly totalElements: number;
  readonly empty: boolean;
  readonly size: number;
  readonly number: number;
}

/** Pulls a list page by page, checks every envelope, and gives the ids in the order they came. */
async function pulled(dealer: InterfaceDealer, path: string, size: number, total: number) {
  const pages = Math.ceil(total / size);
  const found: unknown[] = [];
  // One more: what is past the end.
  for (let page = 0; page <= pages; page++) {
    const { body } = await dealer.get(`${path}&items=${size}&page=${page}`);
    const { items, ...envelope } = body as unknown as PageBody;
    const expected = Math.max(0, Math.min(size, total - page * size));
    expect({ ...envelope, items: items.length }).toEqual({
      items: expected,
      totalPages: pages,
      totalElements: total,
      empty: expected === 0,
      size,
      number: page,
    });
    found.push(...items.map((item) => Object.values(item)[0]));
  }
  return found;
}

/** So many ids, whose order is that of their numbers. */
function ids(count: number, prefix = ''): string[] {
  return Array.from({ length: count }, (_, index) => prefix + String(index).padStart(5, '0'));
}

it('gives each item exactly once and in order, for lists and pages of all sizes', async () => {
  const dealer = await server.dealer();
  const lists = LENGTHS.map((length) => ({
    customerId: `C${length}`,
    ids: ids(length, `${length}-`),
  }));
  await dealer.load(
    bundleOf({
      contracts: lists
        .flatMap(({ customerId, ids: own }) => own.map((id) => contract(id, { customerId })))
        .toReversed(),
    }),
  );
  for (const list of lists)
    for (const size of SIZES) {
      const path = `contract?customer=${list.customerId}`;
      expect(await pulled(dealer, path, size, list.ids.length)).toEqual(list.ids);
    }
});

it('gives five customers’ lists one after the other, across the borders between them', async () => {
  const dealer = await server.dealer();
  // In the order of their ids: with 0, 1, 63, 64 and 130 items.
  const lengths = { a: 64, b: 0, c: 130, d: 1, e: 63 };
  const own = Object.entries(lengths).flatMap(([customerId, length]) =>
    ids(length, `${customerId}-`).map((id) => ({ customerId, id })),
  );
  await dealer.load(
    bundleOf({
      contracts: own.map(({ customerId, id }) => contract(id, { customerId })).toReversed(),
      jobsites: own.map(({ customerId, id }) => jobsite(id, { customerId })).toReversed(),
    }),
  );
  const expected = own.map(({ id }) => id);
  for (const endpoint of ['contract', 'jobsite'])
    for (const size of [7, 64, 65, 100, 1000])
      expect(await pulled(dealer, `${endpoint}?customer=e,c,a,d,b`, size, 258)).toEqual(expected);
});

it('gives every single page at the borders between customers and between anchors', async () => {
  const dealer = await server.dealer();
  const own = ['a', 'b'].flatMap((customerId) =>
    ids(65, `${customerId}-`).map((id) => ({ customerId, id })),
  );
  await dealer.load(
    bundleOf({ contracts: own.map(({ customerId, id }) => contract(id, { customerId })) }),
  );
  const path = 'contract?customer=a,b';
  expect(await pulled(dealer, path, 1, 130)).toEqual(own.map(({ id }) => id));
});

it('gives invoices newest first on pages of all sizes', async () => {
  const dealer = await server.dealer();
  const own = ids(130);
  const rows = own.map((id, index) =>
    invoice(id, { invoiceDate: `2024-01-${String(1 + (index >> 4)).padStart(2, '0')}` }),
  );
  await dealer.load(bundleOf({ invoices: rows }));
  for (const size of [1, 7, 64, 1000])
    expect(await pulled(dealer, 'invoice?customer=C1', size, 130)).toEqual(own.toReversed());
});

it('gives locations on pages of all sizes', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ locations: ids(129).map((id) => location(id)) }));
  for (const size of [7, 64, 100])
    expect(await pulled(dealer, 'location?', size, 129)).toEqual(ids(129));
});

it('orders by customer and id by code point, whatever the language', async () => {
  const dealer = await server.dealer();
  const sorted = ['0', '00', '1', '10', '2', 'A', 'B', 'a', 'z', 'Ä', 'é', '\uffee', '😀'];
  await dealer.load(
    bundleOf({ contracts: sorted.toReversed().map((id) => contract(id, { customerId: 'x' })) }),
  );
  expect(await pulled(dealer, 'contract?customer=x', 5, sorted.length)).toEqual(sorted);
});

it('answers a list without elements with no items, 0 pages and empty', async () => {
  const dealer = await server.dealer();
  await dealer.load({
    'contracts.ndjson': '',
    'jobsites.ndjson': '',
    'invoices.ndjson': '',
    'locations.ndjson': '',
  });
  for (const path of [
    'contract?customer=1',
    'jobsite?customer=1,2',
    'invoice?customer=1',
    'location?',
  ])
    for (const page of [0, 3]) {
      const { status, text } = await dealer.get(`${path}&items=20&page=${page}`);
      expect({ path, status, text }).toEqual({
        path,
        status: 200,
        text: `{"items":[],"totalPages":0,"totalElements":0,"empty":true,"size":20,"number":${page}}`,
      });
    }
});

it('answers a page past the end with no items, empty and the true totals', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ contracts: ids(65).map((id) => contract(id)) }));
  const { status, text } = await dealer.get('contract?customer=C1&items=64&page=2');
  expect({ status, text }).toEqual({
    status: 200,
    text: '{"items":[],"totalPages":2,"totalElements":65,"empty":true,"size":64,"number":2}',
  });
});

it('keeps pages right when loads make lists longer and shorter across the anchors', async () => {
  const dealer = await server.dealer();
  const all = ids(130).map((id) => contract(id));
  await dealer.load(bundleOf({ contracts: all.slice(0, 65) }));
  const expectList = async (expected: readonly object[]) =>
    expect(await pulled(dealer, 'contract?customer=C1', 10, expected.length)).toEqual(
      expected.map((row) => (row as { contractId: string }).contractId),
    );
  await dealer.load(bundleOf({ contracts: all.slice(65) }), 'delta');
  await expectList(all);
  const gone = all.slice(60, 67).map(({ contractId }) => ({ contractId, deleted: true }));
  await dealer.load(bundleOf({ contracts: gone }), 'delta');
  await expectList([...all.slice(0, 60), ...all.slice(67)]);
  await dealer.load(bundleOf({ contracts: all.slice(60, 61) }), 'delta');
  await expectList([...all.slice(0, 61), ...all.slice(67)]);
});

it('answers 5xx, never an empty list, when the database fails', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ contracts: [contract('1')], locations: [location('1')] }));
  const { pool } = server.server().database;
  await pool.query('ALTER TABLE customer_list RENAME TO customer_list_away');
  try {
    for (const path of ['contract?customer=C1', 'location']) {
      const { status, body } = await dealer.get(path);
      expect({ path, status, body }).toMatchObject({ path, status: 500, body: { status: 500 } });
      expect(body).not.toHaveProperty('items');
    }
  } finally {
    await pool.query('ALTER TABLE customer_list_away RENAME TO customer_list');
  }
  expect(await pulled(dealer, 'contract?customer=C1', 10, 1)).toEqual(['1']);
});
