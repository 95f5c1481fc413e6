import { beforeAll, expect, it } from '@jest/globals';
import { bundleOf, interfaceServer, type InterfaceDealer } from '../support/interface-dealer.js';
import {
  category,
  contract,
  customer,
  invoice,
  jobsite,
  location,
} from '../support/interface-factories.js';

const server = interfaceServer();
const CUSTOMERS = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6'];
let dealer: InterfaceDealer;

beforeAll(async () => {
  dealer = await server.dealer({ pageSize: 4 });
  await dealer.load(bundleOf(dataOf(CUSTOMERS)));
});

/** One of everything for each customer. */
function dataOf(customers: readonly string[]) {
  const each = <T>(make: (customerId: string) => T) => customers.map(make);
  return {
    customers: each((id) => customer(id)),
    locations: [location('L1'), location('L2')],
    categories: [category('1')],
    jobsites: each((customerId) => jobsite(`J-${customerId}`, { customerId })),
    contracts: each((customerId) => contract(`K-${customerId}`, { customerId })),
    invoices: each((customerId) => invoice(`I-${customerId}`, { customerId })),
  };
}

/** The customers on the contract page for a query, in its order. */
async function customersOf(query: string): Promise<unknown> {
  const { status, body } = await dealer.get(`contract?${query}`);
  if (status !== 200) return status;
  return (body.items as { customerId: string }[]).map(({ customerId }) => customerId);
}

/** Expects a problem that names these parameters. */
async function expectRefused(path: string, names: readonly string[]) {
  const { status, body, headers } = await dealer.get(path);
  expect({ path, status }).toEqual({ path, status: 400 });
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ status: 400, type: 'urn:crs-dealer-api:problem:invalid-parameter' });
  expect(body['parameters']).toMatchObject(names.map((name) => ({ name })));
}

it('takes customers separated by commas or repeated, with spaces and empty parts, each once', async () => {
  for (const [query, expected] of Object.entries({
    'customer=C1,C2': ['C1', 'C2'],
    'customer=C2&customer=C1': ['C1', 'C2'],
    'customer=C1,C2&customer=C3': ['C1', 'C2', 'C3'],
    'customer=%20C1%20,%20C2%20': ['C1', 'C2'],
    'customer=C1+': ['C1'],
    'customer=,C1,,C2,': ['C1', 'C2'],
    'customer=C1,C1,C1&customer=C1': ['C1'],
    'customer=C1,C1,C2,C2,C3,C3': ['C1', 'C2', 'C3'],
    'customer=C1%2CC2': ['C1', 'C2'],
    'customer=c1': [],
    'customer=unknown': [],
    'customer=C1,unknown': ['C1'],
  }))
    expect({ query, found: await customersOf(query) }).toEqual({ query, found: expected });
});

it('takes five customers for contracts and jobsites, and refuses six', async () => {
  const five = CUSTOMERS.slice(0, 5).join();
  for (const endpoint of ['contract', 'jobsite']) {
    const { body } = await dealer.get(`${endpoint}?customer=${five}&items=10`);
    expect(body.items).toHaveLength(5);
    await expectRefused(`${endpoint}?customer=${CUSTOMERS.join()}`, ['customer']);
    await expectRefused(`${endpoint}?customer=${five}&customer=C6`, ['customer']);
  }
});

it('takes one customer for invoices, the catalog and the customer, and refuses two', async () => {
  for (const endpoint of ['invoice', 'dealer-category', 'customer', '']) {
    const one = await dealer.get(`${endpoint}?customer=C1&customer=C1`);
    expect({ endpoint, status: one.status }).toEqual({ endpoint, status: 200 });
    await expectRefused(`${endpoint}?customer=C1,C2`, ['customer']);
    await expectRefused(`${endpoint}?customer=C1&customer=C2`, ['customer']);
  }
});

it('refuses a request without a customer where one is required', async () => {
  for (const endpoint of ['contract', 'jobsite', 'invoice', 'customer', ''])
    for (const query of ['', 'customer=', 'customer=,', 'customer=%20', 'customers=C1'])
      await expectRefused(`${endpoint}?${query}`, ['customer']);
});

it('refuses items and page that are out of bounds or no numbers, naming all that is wrong', async () => {
  for (const endpoint of [
    'contract?customer=C1',
    'jobsite?customer=C1',
    'invoice?customer=C1',
    'location?',
  ]) {
    for (const items of [
      '0',
      '1001',
      'x',
      '1.5',
      '-1',
      '1e2',
      '0x10',
      '10,20',
      '99999999999999999999',
    ])
      await expectRefused(`${endpoint}&items=${items}`, ['items']);
    for (const page of ['-1', 'x', '1.5', '1e2', '99999999999999999999', '0,1'])
      await expectRefused(`${endpoint}&page=${page}`, ['page']);
    await expectRefused(`${endpoint}&items=0&page=x`, ['items', 'page']);
    await expectRefused(`${endpoint}&items=5&items=6`, ['items']);
  }
  await expectRefused('contract?items=0', ['customer', 'items']);
});

it('takes items from 1 to 1000, and without it the page size of the dealer', async () => {
  const size = async (query: string) =>
    (await dealer.get(`contract?customer=C1${query}`)).body['size'];
  expect(await size('&items=1')).toBe(1);
  expect(await size('&items=1000')).toBe(1000);
  expect(await size('&items=020')).toBe(20);
  expect(await size('&items=%2020%20')).toBe(20);
  expect(await size('')).toBe(4);
  expect(await size('&items=')).toBe(4);
  const standard = await server.dealer();
  await standard.load(bundleOf({ locations: [] }));
  expect((await standard.get('location')).body).toMatchObject({ size: 10, number: 0 });
});

it('serves the first page without page, and far pages as empty ones', async () => {
  const page = async (query: string) =>
    (await dealer.get(`contract?customer=C1&items=1${query}`)).text.replace(/^.*\]/, '');
  const totals = '"totalPages":1,"totalElements":1';
  expect(await page('')).toContain(`${totals},"empty":false,"size":1,"number":0`);
  expect(await page('&page=')).toContain(`${totals},"empty":false,"size":1,"number":0`);
  expect(await page('&page=000')).toContain(`${totals},"empty":false,"size":1,"number":0`);
  expect(await page('&page=999999999')).toContain(
    `${totals},"empty":true,"size":1,"number":999999999`,
  );
});

it('matches the names of parameters without regard to case', async () => {
  expect(await customersOf('Customer=C1&CUSTOMER=C2')).toEqual(['C1', 'C2']);
  const { body } = await dealer.get(`contract?CUSTOMER=C1&ITEMS=7&Page=3&Dealer=${dealer.code}`);
  expect(body).toMatchObject({ size: 7, number: 3 });
  const changes = await dealer.get(`incremental?Dealer=${dealer.code}&Since=0000-00-00T00:00:00Z`);
  expect(changes.body.items).toHaveLength(6);
});

it('ignores parameters that it does not know', async () => {
  const query = 'customer=C1&tems=20&sort=asc&__proto__=x&constructor=y&toString=z&a[b]=c';
  expect(await customersOf(query)).toEqual(['C1']);
});

it('refuses NUL characters and a dealer that is named twice differently', async () => {
  await expectRefused('contract?customer=C%001', ['customer']);
  await expectRefused('contract?customer=C1&dealer=%00', ['dealer']);
  await expectRefused(`contract?customer=C1&dealer=${dealer.code}&dealer=A000`, ['dealer']);
  const same = await dealer.get(`location?dealer=${dealer.code}&dealer=${dealer.code}`);
  expect(same.status).toBe(200);
});

it('answers with and without a slash at the end', async () => {
  for (const path of [
    'contract/?customer=C1',
    'location/',
    'dealer-category/',
    'customer/?customer=C1',
  ])
    expect({ path, status: (await dealer.get(path)).status }).toEqual({ path, status: 200 });
});

it('takes the client’s only dealer where none is named, and asks a client with several', async () => {
  const other = await server.dealer();
  await other.load(bundleOf({ locations: [location('L3')] }));
  expect((await dealer.get('location')).body['totalElements']).toBe(2);
  expect((await dealer.get('location?dealer=')).body['totalElements']).toBe(2);
  expect((await dealer.get(`location?dealer=%20${dealer.code}%20`)).status).toBe(200);
  const token = await server.server().token([dealer.code, other.code]);
  const get = (query: string) => server.get(`/api/v1/location${query}`, token);
  expect(await get('')).toMatchObject({
    status: 400,
    body: { type: 'urn:crs-dealer-api:problem:dealer-required' },
  });
  expect((await get(`?dealer=${other.code}`)).body).toMatchObject({ totalElements: 1 });
  expect((await get(`?dealer=${dealer.code}`)).body).toMatchObject({ totalElements: 2 });
});

it('answers 403 alike for a dealer that is unknown and for one that is not the client’s', async () => {
  const other = await server.dealer();
  const refusals = await Promise.all(
    [other.code, 'unknown', dealer.code.toLowerCase(), "' OR ''='"].map(async (code) => {
      const { status, body } = await dealer.get(`location?dealer=${encodeURIComponent(code)}`);
      const { requestId: _requestId, ...problem } = body as Record<string, unknown>;
      return { status, problem };
    }),
  );
  expect(refusals[0]).toMatchObject({
    status: 403,
    problem: { title: 'No access to this dealer' },
  });
  for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
});

it('never serves one dealer’s items to another', async () => {
  const other = await server.dealer();
  await other.load(bundleOf(dataOf(['C1'])));
  for (const path of [
    'contract?customer=C1',
    'jobsite?customer=C1',
    'invoice?customer=C1',
    'location',
  ])
    expect((await other.get(`${path}&items=9`.replace('n&', 'n?'))).body['totalElements']).toBe(
      path === 'location' ? 2 : 1,
    );
  await other.load(bundleOf({ contracts: [{ contractId: 'K-C1', deleted: true }] }), 'delta');
  expect(await customersOf('customer=C1')).toEqual(['C1']);
});

it('asks for a token', async () => {
  expect((await server.get('/api/v1/location')).status).toBe(401);
  expect((await server.get('/api/v1/location', 'wrong')).status).toBe(401);
});
