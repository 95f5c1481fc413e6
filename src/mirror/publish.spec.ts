import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  asset,
  contract,
  customer,
  invoice,
  jobsite,
  location,
  rate,
} from '../../test/support/items.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import type { PublishedLoad } from './publish.js';

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

function counts({ counts: byResource }: PublishedLoad) {
  return Object.fromEntries(byResource);
}

/** Everything the mirror holds of the dealer, to tell whether anything happened. */
async function everything(): Promise<unknown> {
  const tables = ['contract', 'jobsite', 'invoice', 'location', 'customer', 'rate', 'category'];
  tables.push('customer_list', 'customer_list_anchor', 'customer_change', 'dealer_generation');
  tables.push('resource_state');
  const all = tables.map((table) =>
    mirror.query(`SELECT * FROM ${table} m WHERE dealer_code = $1 ORDER BY m::text`, [dealer]),
  );
  return Promise.all(all);
}

describe('a full load', () => {
  it('counts what it adds, changes, leaves and removes', async () => {
    const first = [customer('1'), customer('2'), customer('3')];
    expect(counts(await mirror.publish(dealer, { customers: first }))).toEqual({
      customers: { added: 3, changed: 0, removed: 0 },
    });
    const second = [customer('1'), customer('2', 'New name'), customer('4')];
    const published = await mirror.publish(dealer, { customers: second });
    expect(published.generation).toBe('2');
    expect(counts(published)).toEqual({ customers: { added: 1, changed: 1, removed: 1 } });
    const state = 'SELECT item_count::int, generation::int FROM resource_state';
    expect(await mirror.query(`${state} WHERE dealer_code = $1`, [dealer])).toEqual([
      { item_count: 3, generation: 2 },
    ]);
  });

  it('makes no generation when nothing differs', async () => {
    const rows = { contracts: [contract('A', '1')], jobsites: [jobsite('J1', '1')] };
    await mirror.publish(dealer, rows);
    const before = await mirror.publishedAt(dealer);
    const again = await mirror.publish(dealer, rows);
    expect(again.generation).toBe('1');
    expect(counts(again)).toEqual({
      contracts: { added: 0, changed: 0, removed: 0 },
      jobsites: { added: 0, changed: 0, removed: 0 },
    });
    expect(await mirror.publishedAt(dealer)).toBe(before);
  });

  it('of no rows empties the list, which is then served as empty', async () => {
    await mirror.publish(dealer, { locations: [location('A')] });
    expect(counts(await mirror.publish(dealer, { locations: [] }))).toEqual({
      locations: { added: 0, changed: 0, removed: 1 },
    });
    expect(await mirror.list(dealer, 'locations', '')).toEqual([]);
  });

  it('leaves alone what it does not name, and other dealers', async () => {
    const other = await mirror.addDealer(`${dealer}other`);
    await mirror.publish(other, { locations: [location('A')] });
    await mirror.publish(dealer, { locations: [location('B')], customers: [customer('1')] });
    await mirror.publish(dealer, { locations: [location('C')] });
    expect(await mirror.list(other, 'locations', '')).toHaveLength(1);
    expect((await mirror.store.customer(dealer, '1')).items).toBe(1);
  });

  it('keeps the published version of an item whose row was refused', async () => {
    await mirror.publish(dealer, { customers: [customer('1', 'Old'), customer('2')] });
    const refused = { customerId: '1' };
    const published = await mirror.publish(dealer, { customers: [refused, customer('2')] });
    expect(published.generation).toBe('1');
    expect((await mirror.store.customer(dealer, '1')).body).toContain('Old');
  });

  it('adds nothing for a refused row of an item that is not published', async () => {
    await mirror.publish(dealer, { customers: [{ customerId: '1' }] });
    await expect(mirror.store.customer(dealer, '1')).rejects.toMatchObject({
      code: 'customer-not-found',
    });
  });
});

describe('a delta', () => {
  it('changes and removes what it names, and nothing else', async () => {
    await mirror.publish(dealer, { customers: [customer('1'), customer('2'), customer('3')] });
    const delta = [
      customer('2', 'Changed'),
      { customerId: '3', deleted: true },
      { customerId: '9', deleted: true },
      customer('4'),
    ];
    const published = await mirror.publish(dealer, { customers: delta }, { mode: 'delta' });
    expect(counts(published)).toEqual({ customers: { added: 1, changed: 1, removed: 1 } });
    const ids = 'SELECT customer_id AS id FROM customer WHERE dealer_code = $1 AND gen_to > 99';
    const rows = await mirror.query<{ id: string }>(`${ids} ORDER BY 1`, [dealer]);
    expect(rows.map(({ id }) => id)).toEqual(['1', '2', '4']);
  });

  it('is refused for a resource that was never loaded in full, and then nothing is changed', async () => {
    await mirror.publish(dealer, { customers: [customer('1')] });
    const before = await everything();
    const delta = { customers: [customer('2')], rates: [rate('1', 'G')] };
    await expect(mirror.publish(dealer, delta, { mode: 'delta' })).rejects.toMatchObject({
      code: 'never-loaded-in-full',
      message: expect.stringMatching(/^rates of dealer/),
    });
    expect(await everything()).toEqual(before);
  });
});

describe('what is not published', () => {
  it('a dry run counts, and changes nothing', async () => {
    await mirror.publish(dealer, { customers: [customer('1'), customer('2')] });
    const before = await everything();
    const rows = { customers: [customer('1', 'New'), customer('3')] };
    const tried = await mirror.publish(dealer, rows, { dryRun: true });
    expect(counts(tried)).toEqual({ customers: { added: 1, changed: 1, removed: 1 } });
    expect(tried.generation).toBe('1');
    expect(await everything()).toEqual(before);
  });

  it('an error half-way leaves nothing, and the connection can be used again', async () => {
    await mirror.publish(dealer, { customers: [customer('1')] });
    const before = await everything();
    await mirror.database.withSession(async (session) => {
      const loadId = await mirror.stage(session, dealer, { customers: [customer('2')] });
      const { publishLoad } = await import('./publish.js');
      // The second resource has no staging table: the first one is merged by then.
      const resources = ['customers', 'rates'] as const;
      const load = { dealerCode: dealer, loadId, mode: 'full', dryRun: false, resources } as const;
      await expect(publishLoad(session, load)).rejects.toMatchObject({ code: '42P01' });
      expect(await everything()).toEqual(before);
      await publishLoad(session, { ...load, resources: ['customers'] });
    });
    expect(await mirror.generation(dealer)).toBe(2);
  });

  it('the load of a dealer that is not there', async () => {
    const attempt = mirror.publish('nobody', { customers: [customer('1')] });
    await expect(attempt).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('customers of an item', () => {
  it('a contract that goes to another customer changes both lists', async () => {
    const rows = [contract('A', '1'), contract('B', '1'), contract('C', '2')];
    await mirror.publish(dealer, { contracts: rows });
    const since = await mirror.publishedAt(dealer);
    const moved = [contract('A', '2'), contract('B', '1'), contract('C', '2')];
    const published = await mirror.publish(dealer, { contracts: moved });
    expect(counts(published)).toEqual({ contracts: { added: 0, changed: 1, removed: 0 } });
    const listed = async (id: string) =>
      (await mirror.list(dealer, 'contracts', id)).map(({ contractId }) => contractId);
    expect(await listed('1')).toEqual(['B']);
    expect(await listed('2')).toEqual(['A', 'C']);
    expect(await mirror.changes(dealer)).toEqual(['1 contract', '2 contract']);
    expect(since < (await mirror.publishedAt(dealer))).toBe(true);
  });

  it.each([
    ['1', '2'],
    ['2', '1'],
  ])(
    'with a PDF that goes from customer %s to %s, both are told of a document',
    async (from, to) => {
      const pdfUrl = 'https://docs/a.pdf';
      await mirror.publish(dealer, { invoices: [invoice('A', from, { pdfUrl })] });
      await mirror.query('DELETE FROM customer_change WHERE dealer_code = $1', [dealer]);
      await mirror.publish(dealer, { invoices: [invoice('A', to, { pdfUrl })] });
      expect(await mirror.changes(dealer)).toEqual(['1 document,invoice', '2 document,invoice']);
    },
  );

  it('a document changes when its PDF does, and only then', async () => {
    const change = async (more: object) => {
      await mirror.query('DELETE FROM customer_change WHERE dealer_code = $1', [dealer]);
      await mirror.publish(dealer, { contracts: [contract('A', '1', { ...more })] });
      return mirror.changes(dealer);
    };
    expect(await change({})).toEqual(['1 contract']);
    expect(await change({ pdfUrl: 'x' })).toEqual(['1 contract,document']);
    expect(await change({ pdfUrl: 'x', poNumber: '1' })).toEqual(['1 contract']);
    expect(await change({ pdfUrl: 'y', poNumber: '1' })).toEqual(['1 contract,document']);
    expect(await change({ poNumber: '1' })).toEqual(['1 contract,document']);
  });

  it('a rate is found by customer and group, both', async () => {
    await mirror.publish(dealer, { rates: [rate('1', 'G'), rate('1', 'H'), rate('2', 'G')] });
    await mirror.query('DELETE FROM customer_change WHERE dealer_code = $1', [dealer]);
    const published = await mirror.publish(dealer, {
      rates: [rate('1', 'G', 5), rate('1', 'H'), rate('2', 'H')],
    });
    expect(counts(published)).toEqual({ rates: { added: 1, changed: 1, removed: 1 } });
    expect(await mirror.changes(dealer)).toEqual(['1 catalog', '2 catalog']);
  });
});

describe('the assets at a jobsite', () => {
  const at = async (...customers: string[]) =>
    (await mirror.list(dealer, 'jobsites', ...customers)).map(({ assetCount }) => assetCount);

  it('are counted over the active contracts when the load does not tell them', async () => {
    await mirror.publish(dealer, {
      jobsites: [jobsite('J1', '1'), jobsite('J2', '1', { assetCount: 7 }), jobsite('J3', '1')],
      contracts: [
        contract('A', '1', { assetDetails: [asset(), asset(), asset('2020-01-01')] }),
        contract('B', '2', { assetDetails: [asset('2999-01-01')] }),
        contract('C', '1', { active: false }),
        contract('D', '1', { jobsiteId: 'J2' }),
        contract('E', '1', { isReservation: true, assetDetails: [] }),
      ],
    });
    expect(await at('1')).toEqual([3, 7, 0]);
  });

  it('are counted anew when contracts change alone, and the customer is told', async () => {
    await mirror.publish(dealer, {
      jobsites: [jobsite('J1', '1'), jobsite('J2', '5')],
      contracts: [contract('A', '1')],
    });
    await mirror.query('DELETE FROM customer_change WHERE dealer_code = $1', [dealer]);
    const moved = { contracts: [contract('A', '1', { jobsiteId: 'J2' })] };
    const published = await mirror.publish(dealer, moved, { mode: 'delta' });
    expect(counts(published)).toEqual({ contracts: { added: 0, changed: 1, removed: 0 } });
    expect(await at('1', '5')).toEqual([0, 1]);
    expect(await mirror.changes(dealer)).toEqual(['1 contract', '5 contract']);
  });

  it('are counted in the document, whatever its texts look like', async () => {
    const name = '"assetCount":5, \\"assetCount\\":6';
    await mirror.publish(dealer, {
      jobsites: [jobsite('"assetCount":1', '1', { name })],
      contracts: [contract('A', '1', { jobsiteId: '"assetCount":1' })],
    });
    expect(await mirror.list(dealer, 'jobsites', '1')).toEqual([
      { jobsiteId: '"assetCount":1', assetCount: 1, name, customerId: '1' },
    ]);
  });
});
