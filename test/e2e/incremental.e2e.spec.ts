import { expect, it } from '@jest/globals';
import { bundleOf, interfaceServer, type InterfaceDealer } from '../support/interface-dealer.js';
import {
  asset,
  category,
  contract,
  customer,
  group,
  invoice,
  jobsite,
  location,
  rate,
} from '../support/interface-factories.js';
import { until } from '../support/until.js';

const server = interfaceServer({ INCREMENTAL_OVERLAP_SECONDS: '0' });
const withOverlap = interfaceServer({ INCREMENTAL_OVERLAP_SECONDS: '3600' });

const START = {
  customers: [customer('C1'), customer('C2')],
  locations: [location('L1')],
  categories: [category('1', [group('A', 10)])],
  rates: [rate('C1', 'A', 9), rate('C2', 'A', 8)],
  jobsites: [jobsite('J1'), jobsite('J2', { customerId: 'C2' })],
  contracts: [
    contract('1', { pdfUrl: 'https://example.com/1' }),
    contract('2', { customerId: 'C2', jobsiteId: 'J2' }),
  ],
  invoices: [
    invoice('1', { pdfUrl: 'https://example.com/i1' }),
    invoice('2', { customerId: 'C2' }),
  ],
};

/** What the load changed, as the endpoint tells it: types by customer. */
async function changes(dealer: InterfaceDealer, load: () => Promise<unknown>) {
  const before = Date.now();
  // The next load's time must be later than this, and the load before earlier.
  await until(() => Date.now() > before + 1);
  const since = new Date().toISOString();
  await load();
  return changesSince(dealer, since);
}

async function changesSince(dealer: InterfaceDealer, since: string) {
  const { body, text, status } = await dealer.get(`incremental?since=${encodeURIComponent(since)}`);
  if (status !== 200) throw new Error(text);
  const items = body.items as { customerId: string; types: string[] }[];
  return Object.fromEntries(items.map(({ customerId, types }) => [customerId, types.join(' ')]));
}

async function loadedDealer(start: object = START) {
  const dealer = await server.dealer();
  await dealer.load(bundleOf(start as typeof START));
  const afterDelta = (rows: Record<string, object[]>) =>
    changes(dealer, () => dealer.load(bundleOf(rows), 'delta'));
  const afterFull = (rows: object) =>
    changes(dealer, () => dealer.load(bundleOf(rows as typeof START)));
  return { dealer, afterDelta, afterFull };
}

it('tells after a first load every type that a customer has', async () => {
  const { dealer } = await loadedDealer();
  expect(await changesSince(dealer, '0000-00-00T00:00:00Z')).toEqual({
    C1: 'catalog contract document invoice',
    C2: 'catalog contract invoice',
  });
});

it('tells nothing after an identical load', async () => {
  const { afterFull } = await loadedDealer();
  expect(await afterFull(START)).toEqual({});
});

it('tells contract when a contract appears, changes or goes', async () => {
  const { afterDelta } = await loadedDealer();
  expect(await afterDelta({ contracts: [contract('3')] })).toEqual({ C1: 'contract' });
  expect(await afterDelta({ contracts: [contract('3', { salesRep: 'Sam' })] })).toEqual({
    C1: 'contract',
  });
  expect(await afterDelta({ contracts: [contract('3', { salesRep: 'Sam' })] })).toEqual({});
  expect(await afterDelta({ contracts: [{ contractId: '3', deleted: true }] })).toEqual({
    C1: 'contract',
  });
});

it('tells contract when a jobsite appears, changes, goes or has another count', async () => {
  const { afterDelta } = await loadedDealer();
  expect(await afterDelta({ jobsites: [jobsite('J3')] })).toEqual({ C1: 'contract' });
  expect(await afterDelta({ jobsites: [jobsite('J3', { city: 'Atlanta' })] })).toEqual({
    C1: 'contract',
  });
  expect(await afterDelta({ jobsites: [{ jobsiteId: 'J3', deleted: true }] })).toEqual({
    C1: 'contract',
  });
  // The jobsite of C2 counts an asset of a contract of C1.
  const elsewhere = contract('1', { pdfUrl: 'https://example.com/1', jobsiteId: 'J2' });
  expect(await afterDelta({ contracts: [elsewhere] })).toEqual({ C1: 'contract', C2: 'contract' });
});

it('tells invoice when an invoice appears, changes or goes', async () => {
  const { afterDelta } = await loadedDealer();
  expect(await afterDelta({ invoices: [invoice('3')] })).toEqual({ C1: 'invoice' });
  expect(await afterDelta({ invoices: [invoice('3', { total: 1 })] })).toEqual({ C1: 'invoice' });
  expect(await afterDelta({ invoices: [{ invoiceId: '3', deleted: true }] })).toEqual({
    C1: 'invoice',
  });
});

it('tells catalog of the customer whose rate appears, changes or goes, and of no other', async () => {
  const { afterDelta } = await loadedDealer();
  expect(await afterDelta({ rates: [rate('C1', 'A', 7)] })).toEqual({ C1: 'catalog' });
  expect(await afterDelta({ rates: [rate('C3', 'A', 7)] })).toEqual({ C3: 'catalog' });
  expect(await afterDelta({ rates: [{ customerId: 'C3', groupId: 'A', deleted: true }] })).toEqual({
    C3: 'catalog',
  });
});

it('tells nothing of the catalog’s structure, of customers and of locations', async () => {
  const { afterDelta } = await loadedDealer();
  expect(
    await afterDelta({
      categories: [category('1', [group('A', 11)]), category('2')],
      customers: [customer('C1', 'Other'), customer('C3')],
      locations: [location('L2')],
    }),
  ).toEqual({});
});

it('tells document too when the address of a PDF appears, changes or goes', async () => {
  const { afterDelta } = await loadedDealer();
  for (const pdfUrl of ['https://example.com/1?v=2', undefined, 'https://example.com/1']) {
    expect(await afterDelta({ contracts: [contract('1', { pdfUrl })] })).toEqual({
      C1: 'contract document',
    });
    expect(await afterDelta({ invoices: [invoice('2', { customerId: 'C2', pdfUrl })] })).toEqual({
      C2: 'document invoice',
    });
  }
  const removed = { contracts: [{ contractId: '1', deleted: true }] };
  expect(await afterDelta(removed)).toEqual({ C1: 'contract document' });
});

it('tells no document when something else changes beside the same PDF', async () => {
  const { afterDelta } = await loadedDealer();
  const pdfUrl = 'https://example.com/1';
  expect(await afterDelta({ contracts: [contract('1', { pdfUrl, salesRep: 'Sam' })] })).toEqual({
    C1: 'contract',
  });
});

it('tells both customers when a contract or an invoice goes from one to the other', async () => {
  const { afterDelta } = await loadedDealer();
  const pdfUrl = 'https://example.com/1';
  expect(await afterDelta({ contracts: [contract('1', { pdfUrl, customerId: 'C2' })] })).toEqual({
    C1: 'contract document',
    C2: 'contract document',
  });
  expect(await afterDelta({ invoices: [invoice('2')] })).toEqual({ C1: 'invoice', C2: 'invoice' });
});

it('tells what a full load removed', async () => {
  const { afterFull } = await loadedDealer();
  expect(await afterFull({ invoices: START.invoices.slice(0, 1) })).toEqual({ C2: 'invoice' });
  expect(await afterFull({ rates: START.rates.slice(1) })).toEqual({ C1: 'catalog' });
});

it('tells nothing of rejected rows', async () => {
  const { afterDelta } = await loadedDealer();
  expect(await afterDelta({ contracts: [{ ...contract('1'), locationId: 5 }] })).toEqual({});
});

it('tells the latest change only, and only changes at the time or after it', async () => {
  const { dealer, afterDelta } = await loadedDealer();
  await afterDelta({ contracts: [contract('3')] });
  const { rows } = await server.server().database.pool.query<{ stamp: string }>(
    `SELECT to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS stamp
       FROM customer_change WHERE dealer_code = $1 AND customer_id = 'C1' AND type = 'contract'`,
    [dealer.code],
  );
  const at = Date.parse(rows[0]?.stamp ?? '');
  const since = (time: number) => changesSince(dealer, new Date(time).toISOString());
  expect(await since(at)).toEqual({ C1: 'contract' });
  expect(await since(at + 1)).toEqual({});
});

it('includes a change at the very time that is asked for', async () => {
  const { dealer } = await loadedDealer();
  await server.server().database.pool.query(
    `UPDATE customer_change SET changed_at = '2024-05-01T12:00:00Z' WHERE dealer_code = $1
       AND customer_id = 'C1' AND type = 'invoice'`,
    [dealer.code],
  );
  const old = async (since: string) => (await changesSince(dealer, since))['C1'];
  expect(await old('2024-05-01T12:00:00Z')).toContain('invoice');
  expect(await old('2024-05-01T14:00:00+02:00')).toContain('invoice');
  expect(await old('2024-05-01T12:00:00.001Z')).not.toContain('invoice');
});

it('looks back by the overlap, against clocks that differ', async () => {
  const dealer = await withOverlap.dealer();
  await dealer.load(bundleOf({ contracts: [contract('1')] }));
  const ahead = (minutes: number) =>
    changesSince(dealer, new Date(Date.now() + minutes * 60_000).toISOString());
  expect(await ahead(59)).toEqual({ C1: 'contract' });
  expect(await ahead(61)).toEqual({});
});

it('takes since with any zone, also with an unencoded plus sign, and from the beginning', async () => {
  const { dealer } = await loadedDealer();
  for (const since of [
    '0000-00-00T00:00:00Z',
    '2019-08-06T12:54:32+04:00',
    '2019-08-06T12:54:32%2B04:00',
    '2019-08-06T12:54:32-0400',
    '2019-08-06T12:54:32.123Z',
    '2019-08-06t12:54z',
    '%202019-08-06T12:54:32Z%20',
    '0001-01-01T00:00:00Z',
  ]) {
    const { status, body } = await dealer.get(`incremental?since=${since}`);
    expect({ since, status, customers: body.items?.length }).toEqual({
      since,
      status: 200,
      customers: 2,
    });
  }
  const { body } = await dealer.get('incremental?since=2099-01-01T00:00:00Z');
  expect(body).toEqual({ items: [] });
});

it('answers 400 naming since when it is missing, without zone or no time', async () => {
  const { dealer } = await loadedDealer();
  for (const query of [
    '',
    'since=',
    'since=2019-08-06',
    'since=2019-08-06T12:54:32',
    'since=yesterday',
    'since=2021-02-30T00:00:00Z',
    'since=0000-00-00',
    'since=0000-01-01T00:00:00Z',
    'since=1565096072',
    'since=2019-08-06T12:54:32Z&since=2019-08-07T12:54:32Z',
  ]) {
    const { status, body } = await dealer.get(`incremental?${query}`);
    expect({ query, status }).toEqual({ query, status: 400 });
    expect(body['parameters']).toMatchObject([{ name: 'since' }]);
  }
});

it('prints customers by id, and types in the order of the alphabet', async () => {
  const contracts = ['b', 'a', 'B', '😀', '"1"'].map((customerId, index) =>
    contract(String(index), { customerId, assetDetails: [asset()], pdfUrl: `x${index}` }),
  );
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ contracts }));
  const { text } = await dealer.get('incremental?since=0000-00-00T00:00:00Z');
  const types = '"types":["contract","document"]';
  expect(text).toBe(
    `{"items":[${['"\\"1\\""', '"B"', '"a"', '"b"', '"😀"']
      .map((id) => `{"customerId":${id},${types}}`)
      .join(',')}]}`,
  );
});
