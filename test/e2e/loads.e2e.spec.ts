import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { LoadDetails } from '../../src/import/load-record.js';
import { customer, location } from '../support/items.js';
import { startTestServer, type Bundle, type TestServer } from '../support/test-server.js';

let server: TestServer;
let dealer: string;
let dealers = 0;
let token: string;
let address: string;

beforeAll(async () => {
  server = await startTestServer();
  address = await server.app.getUrl();
});
afterAll(() => server.close());
beforeEach(async () => {
  dealer = await server.addDealer({ code: `L${++dealers}` });
  token = await server.token([dealer], ['dealer']);
});

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const customers = (from: number, to: number) => range(from, to).map((id) => customer(`${id}`));
const people = (from: number, to: number): Bundle => ({ 'customers.ndjson': customers(from, to) });
const nameless = (from: number, to: number) =>
  range(from, to).map((id) => ({ customerId: `${id}` }));
const bundle = (...items: object[][]): Bundle => ({ 'customers.ndjson': items.flat() });

const load = (content: Bundle, options = {}) => server.load(dealer, content, options);
const loads = (path = '') => server.get(`/dealer/v1/loads${path}`, token);
const decide = (path: string) =>
  supertest(address).post(`/dealer/v1/loads/${path}`).auth(token, { type: 'bearer' });

const statuses = (answers: { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

async function details(number: number): Promise<LoadDetails> {
  return (await loads(`/${number}`)).body as LoadDetails;
}

/** What is served, and how often it changed. */
async function published(): Promise<unknown> {
  const sql = `SELECT (SELECT generation::int FROM dealer_generation WHERE dealer_code = $1),
    (SELECT count(*)::int FROM customer WHERE dealer_code = $1 AND gen_to > 1e15) AS customers`;
  return (await server.database.pool.query<object>(sql, [dealer])).rows[0];
}

/** The dealer's staging tables, with their persistence. */
async function staging(): Promise<string[]> {
  const sql = `SELECT relpersistence::text || ' ' || relname AS name FROM pg_class
    WHERE relnamespace = 'staging'::regnamespace AND relkind = 'r' AND relname LIKE $1 ORDER BY 1`;
  const { rows } = await server.database.pool.query<{ name: string }>(sql, [`${dealer}.%`]);
  return rows.map(({ name }) => name);
}

describe('a bad full load publishes nothing:', () => {
  it.each<[string, Bundle, string, RegExp]>([
    ['an empty file', { 'customers.ndjson': '' }, 'held', /50 of 50 published items .* 100 %/],
    [
      'half a file',
      { 'customers.ndjson': '{"customerId":"1","customerName":"A"}\n{"customerId":"2","cust' },
      'failed',
      /breaks off/,
    ],
    ['one that shrank', people(1, 20), 'held', /30 of 50 published items .* 60 %/],
    [
      'one with many rejected rows',
      bundle(customers(1, 47), nameless(48, 50)),
      'held',
      /3 of 50 rows are rejected, 6 % \(allowed are 5 %\)\.$/,
    ],
    ['one whose rows are all rejected', bundle(nameless(1, 50)), 'held', /50 of 50 rows/],
    [
      'one with rows whose key cannot be read',
      bundle(
        customers(1, 44),
        [...range(1, 6)].map(() => ({ customerName: 'No key' })),
      ),
      'held',
      /6 of them have no readable key: their items would be removed/,
    ],
  ])('%s', async (_what, content, state, reason) => {
    await load(people(1, 50));
    const before = await published();
    const report = await load(content);
    expect(report).toMatchObject({ load: 2, state });
    expect(report).not.toHaveProperty('generation');
    expect(await details(2)).toMatchObject({ state, reason: expect.stringMatching(reason) });
    expect(await published()).toEqual(before);
    expect(await staging()).toEqual(state === 'held' ? [`p ${dealer}.2.customers`] : []);
  });

  it('one of several resources', async () => {
    await load(people(1, 50));
    const report = await load({ ...people(1, 20), 'locations.ndjson': [location('L1')] });
    expect(report).toMatchObject({
      state: 'held',
      reasons: [expect.stringMatching(/^customers: /)],
      resources: { customers: { removed: 30, unchanged: 20 }, locations: { added: 1 } },
    });
    expect(await published()).toEqual({ generation: 1, customers: 50 });
  });

  it('a first one that is rejected', async () => {
    expect(await load(bundle(nameless(1, 3)))).toMatchObject({ state: 'held', load: 1 });
    const pull = await server.get('/api/v1/customer?customer=1', await server.token([dealer]));
    expect(pull.status).toBe(503);
  });
});

describe('the limits', () => {
  it.each<[string, number, Bundle, string]>([
    ['20 % of the items', 100, people(1, 80), 'published'],
    ['one item more', 100, people(1, 79), 'held'],
    ['10 items, all there are', 10, { 'customers.ndjson': '' }, 'published'],
    ['11 items, all there are', 11, { 'customers.ndjson': '' }, 'held'],
    ['5 % of the rows rejected', 100, bundle(customers(1, 95), nameless(96, 100)), 'published'],
    ['one row more', 100, bundle(customers(1, 94), nameless(95, 100)), 'held'],
  ])('%s', async (_what, before, content, state) => {
    await load(people(1, before));
    expect(await load(content)).toMatchObject({ state });
  });

  it('are the dealer’s own', async () => {
    dealer = await server.addDealer({ code: 'OWN', maxRemovalRows: 0, maxRemovalPercent: 50 });
    await load(people(1, 10));
    expect(await load(people(1, 5))).toMatchObject({ state: 'published' });
    expect(await load(people(1, 2))).toMatchObject({ state: 'held' });
  });

  it('do not count for a delta, nor for what a first load does not have', async () => {
    expect(await load(people(1, 50))).toMatchObject({ state: 'published' });
    const gone = range(1, 40).map((id) => ({ customerId: `${id}`, deleted: true }));
    const delta = await load(bundle(gone, nameless(41, 50)), { mode: 'delta' });
    expect(delta).toMatchObject({ state: 'published', resources: { customers: { removed: 40 } } });
  });

  it('are told by a dry run', async () => {
    await load(people(1, 50));
    const report = await load(people(1, 20), { dryRun: true });
    expect(report).toMatchObject({ state: 'held', dryRun: true });
    expect(report.reasons).toHaveLength(1);
    expect(await details(2)).toMatchObject({ state: 'dry run' });
    expect(await staging()).toEqual([]);
    expect((await decide('2/confirm')).status).toBe(409);
  });
});

describe('a held load', () => {
  beforeEach(async () => {
    await load(people(1, 50));
    await load(people(1, 20));
  });

  it('is published when it is confirmed, and it is known by whom', async () => {
    const answer = await decide('2/confirm');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ state: 'published', generation: 2, load: 2 });
    expect(answer.body.resources.customers).toMatchObject({ read: 20, unchanged: 20, removed: 30 });
    expect(await published()).toEqual({ generation: 2, customers: 20 });
    expect(await staging()).toEqual([]);
    expect(await details(2)).toMatchObject({
      state: 'published',
      generation: 2,
      reasons: [expect.stringContaining('30 of 50')],
      decidedBy: expect.stringMatching(/^client \S+$/),
      decidedAt: expect.stringMatching(/Z$/),
    });
  });

  it('is compared with what is published when it is confirmed', async () => {
    await load(bundle([customer('1', 'Changed')], customers(51, 55)), { mode: 'delta' });
    const { body } = await decide('2/confirm');
    expect(body.resources.customers).toMatchObject({ changed: 1, unchanged: 19, removed: 35 });
    expect(await published()).toEqual({ generation: 3, customers: 20 });
  });

  it('is published once, however often and at once it is confirmed', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => decide('2/confirm')));
    expect(statuses(answers)).toEqual([200, 409, 409]);
    const again = await decide('2/confirm');
    expect(again.body).toMatchObject({
      type: 'urn:crs-dealer-api:problem:load-not-held',
      detail: 'Load 2 is published already, not held',
    });
    expect(await published()).toEqual({ generation: 2, customers: 20 });
  });

  it('is either confirmed or discarded', async () => {
    const answers = await Promise.all(['2/confirm', '2/discard'].map(decide));
    expect(statuses(answers)).toEqual([200, 409]);
    const { state } = await details(2);
    const customersNow = state === 'published' ? 20 : 50;
    expect(await published()).toMatchObject({ customers: customersNow });
    expect(await staging()).toEqual([]);
  });

  it('is gone when it is discarded', async () => {
    const answer = await decide('2/discard');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ load: 2, state: 'discarded' });
    expect(await staging()).toEqual([]);
    for (const path of ['2/confirm', '2/discard']) {
      const { status, body } = await decide(path);
      expect([status, body.detail]).toEqual([409, 'Load 2 is discarded already, not held']);
    }
    expect(await published()).toEqual({ generation: 1, customers: 50 });
  });

  it('is superseded by a newer full load of its resource', async () => {
    await load({ 'locations.ndjson': [location('L1')] });
    await load(bundle([customer('1', 'New')]), { mode: 'delta' });
    expect(await details(2)).toMatchObject({ state: 'held' });
    await load(people(1, 49));
    expect(await details(2)).toMatchObject({ state: 'superseded', decidedBy: 'load 5' });
    const { status, body } = await decide('2/confirm');
    expect([status, body.detail]).toEqual([
      409,
      'Load 2 is superseded by a newer full load, not held',
    ]);
    expect(await staging()).toEqual([]);
  });

  it('is superseded by a newer one that is confirmed, but not by an older one', async () => {
    await load(people(1, 15));
    await load(people(1, 10));
    await decide('3/confirm');
    const states = [await details(2), await details(3), await details(4)];
    expect(states.map(({ state }) => state)).toEqual(['superseded', 'published', 'held']);
    expect((await decide('4/confirm')).status).toBe(200);
    expect(await published()).toEqual({ generation: 3, customers: 10 });
  });
});

describe('over HTTP', () => {
  it('loads are listed, the newest first, in pages', async () => {
    await load(people(1, 50));
    await load(bundle(customers(1, 49), nameless(50, 50)));
    await load(people(1, 20));
    const { status, body } = await loads('?items=2');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      items: [
        {
          load: 3,
          mode: 'full',
          state: 'held',
          rows: 20,
          reason: expect.stringContaining('30 of'),
        },
        { load: 2, state: 'published', rows: 50, generation: 1 },
      ],
      totalPages: 2,
      totalElements: 3,
      empty: false,
      size: 2,
      number: 0,
    });
    expect((await loads('?items=2&page=1')).body.items).toMatchObject([{ load: 1 }]);
    expect((await loads('?page=9')).body).toMatchObject({ items: [], empty: true, size: 10 });
    expect((await loads('?items=0')).status).toBe(400);
  });

  it('issues are listed in pages', async () => {
    await load(people(1, 100));
    await load(bundle(customers(1, 97), nameless(98, 100)));
    const pages = await Promise.all([0, 1, 2].map((n) => loads(`/2/issues?items=2&page=${n}`)));
    expect(pages.map(({ body }) => body.items.length)).toEqual([2, 1, 0]);
    expect(pages[0]?.body).toMatchObject({
      items: [
        { severity: 'reject', file: 'customers.ndjson', line: 98, field: 'customerName' },
        {},
      ],
      totalPages: 2,
      totalElements: 3,
    });
    expect((await loads('/1/issues')).body).toMatchObject({ items: [], totalElements: 0 });
  });

  it.each(['/7', '/7/issues', '/x', '/99999999999'])('%s is not there', async (path) => {
    const { status, body } = await loads(path);
    expect([status, body.type]).toEqual([404, 'urn:crs-dealer-api:problem:not-found']);
  });

  it('only the scope dealer and the dealer’s own clients get in', async () => {
    await load(people(1, 50));
    await load(people(1, 20));
    const [other, crs] = [
      await server.addDealer({ code: `${dealer}x` }),
      await server.token([dealer]),
    ];
    for (const path of ['', '/2', '/2/issues'])
      expect((await server.get(`/dealer/v1/loads${path}`, crs)).status).toBe(403);
    expect((await loads(`?dealer=${other}`)).status).toBe(403);
    for (const path of ['2/confirm', '2/discard']) {
      const post = () => supertest(address).post(`/dealer/v1/loads/${path}`);
      expect((await post()).status).toBe(401);
      expect((await post().auth(crs, { type: 'bearer' })).status).toBe(403);
      expect((await decide(`${path}?dealer=${other}`)).status).toBe(403);
    }
    token = await server.token([other], ['dealer']);
    expect((await decide('2/confirm')).status).toBe(404);
    expect(await published()).toEqual({ generation: 1, customers: 50 });
  });
});
