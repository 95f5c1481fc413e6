import { expect, it } from '@jest/globals';
import { bundleOf, interfaceServer, type InterfaceDealer } from '../support/interface-dealer.js';
import {
  category,
  contract,
  customer,
  group,
  invoice,
  jobsite,
  location,
  rate,
} from '../support/interface-factories.js';

const server = interfaceServer();

const START = {
  customers: [customer('C1'), customer('C2')],
  locations: [location('L1'), location('L2')],
  categories: [category('K1', [group('A', 10.5)]), category('K2')],
  rates: [rate('C1', 'A', 9.5), rate('C2', 'A', 8.5)],
  jobsites: [jobsite('J1'), jobsite('J2')],
  contracts: [contract('1'), contract('2')],
  invoices: [invoice('1'), invoice('2')],
};

async function loadedDealer(): Promise<InterfaceDealer> {
  const dealer = await server.dealer();
  await dealer.load(bundleOf(START));
  return dealer;
}

/** The bodies of all endpoints, for comparing. */
async function everything(dealer: InterfaceDealer): Promise<Record<string, string>> {
  const paths = [
    'contract?customer=C1',
    'jobsite?customer=C1',
    'invoice?customer=C1',
    'location',
    'dealer-category?customer=C1',
    'dealer-category?customer=C2',
    'customer?customer=C2',
  ];
  const answers = await Promise.all(paths.map((path) => dealer.get(path)));
  return Object.fromEntries(
    answers.map(({ text }, index) => [paths[index] ?? '', text.replace(/"requestId":"[^"]*"/, '')]),
  );
}

it('adds, changes and removes in a delta what its rows say, and leaves the rest as it was', async () => {
  const dealer = await loadedDealer();
  const report = await dealer.load(
    bundleOf({
      contracts: [
        contract('3'),
        contract('1', { salesRep: 'Sam' }),
        { contractId: '2', deleted: true },
      ],
    }),
    'delta',
  );
  expect(report.resources.contracts).toMatchObject({ added: 1, changed: 1, removed: 1 });
  const items = await dealer.items('contract', 'customer=C1');
  expect(items.map(({ contractId, salesRep }) => [contractId, salesRep])).toEqual([
    ['1', 'Sam'],
    ['3', undefined],
  ]);
  expect(await dealer.items('invoice', 'customer=C1')).toHaveLength(2);
});

it('removes an item of every resource by its key alone', async () => {
  const dealer = await loadedDealer();
  const keys = {
    customers: { customerId: 'C2' },
    locations: { locationId: 'L2' },
    categories: { categoryId: 'K2' },
    rates: { customerId: 'C2', groupId: 'A' },
    jobsites: { jobsiteId: 'J2' },
    contracts: { contractId: '2' },
    invoices: { invoiceId: '2' },
  };
  const rows = Object.entries(keys).map(([name, key]) => [name, [{ ...key, deleted: true }]]);
  const report = await dealer.load(bundleOf(Object.fromEntries(rows)), 'delta');
  for (const resource of Object.values(report.resources))
    expect(resource).toMatchObject({ added: 0, changed: 0, removed: 1, rejected: 0 });
  const expected = await server.dealer();
  const left = Object.entries(START).map(([name, all]) => [name, all.slice(0, 1)]);
  await expected.load(bundleOf(Object.fromEntries(left)));
  expect(await everything(dealer)).toEqual(await everything(expected));
});

it('takes deleted false for a row like any other, and deletes nothing that is not there', async () => {
  const dealer = await loadedDealer();
  const contracts = [
    { ...contract('3'), deleted: false },
    { contractId: '9', deleted: true },
  ];
  const report = await dealer.load(bundleOf({ contracts }), 'delta');
  expect(report.resources.contracts).toMatchObject({ added: 1, removed: 0, rejected: 0 });
  expect((await dealer.get('contract?customer=C1')).text).not.toContain('deleted');
});

it('refuses a delta on a resource that was never loaded in full, and publishes nothing of it', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ invoices: START.invoices }));
  const { state, error, generation } = await dealer.load(
    bundleOf({ contracts: START.contracts, invoices: [invoice('3')] }),
    'delta',
  );
  expect({ state, generation }).toEqual({ state: 'failed', generation: undefined });
  expect(error).toContain('contracts');
  expect((await dealer.get('contract?customer=C1')).status).toBe(503);
  expect(await dealer.items('invoice', 'customer=C1')).toHaveLength(2);
});

it('keeps the published version of an item whose new row is rejected, in full and in delta', async () => {
  const dealer = await server.dealer();
  const ids = Array.from({ length: 40 }, (_, index) => String(index));
  const rows = {
    jobsites: ids.map((id) => jobsite(id)),
    contracts: ids.map((id) => contract(id)),
    invoices: ids.map((id) => invoice(id)),
  };
  await dealer.load(bundleOf(rows));
  const before = await everything(dealer);
  const faulty = {
    jobsites: [...rows.jobsites.slice(1), { ...jobsite('0'), name: null }],
    contracts: [...rows.contracts.slice(1), { ...contract('0'), locationId: 5 }],
    invoices: [...rows.invoices.slice(1), { ...invoice('0'), total: 'much' }],
  };
  for (const mode of ['delta', 'full'] as const) {
    const { state, resources } = await dealer.load(bundleOf(faulty), mode);
    expect(state).toBe('published');
    for (const resource of Object.values(resources))
      expect(resource).toMatchObject({ rejected: 1, removed: 0, changed: 0 });
    expect(await everything(dealer)).toEqual(before);
  }
});

it('names file, line, field, value and reason of a rejected row', async () => {
  const dealer = await loadedDealer();
  const rows = [contract('3'), { ...contract('4'), serialNumber: 'x', customerId: 12_345 }];
  await dealer.load(bundleOf({ contracts: rows }), 'delta');
  expect(await dealer.issues()).toContainEqual({
    load: 2,
    severity: 'reject',
    resource: 'contracts',
    file: 'contracts.ndjson',
    line: 2,
    field: 'customerId',
    value: '12345',
    reason: 'must be a text in quotes: as a number it would lose leading zeros',
  });
});

it('publishes nothing of a load with a file that breaks off', async () => {
  const dealer = await loadedDealer();
  const before = await everything(dealer);
  const { state } = await dealer.load({
    'contracts.ndjson': `${JSON.stringify(contract('3'))}\n{"contractId":"4","jobs`,
    'invoices.ndjson': `${JSON.stringify(invoice('3'))}\n`,
  });
  expect(state).toBe('failed');
  expect(await everything(dealer)).toEqual(before);
});

it('makes no new generation of an identical load', async () => {
  const dealer = await loadedDealer();
  const { generation, resources } = await dealer.load(bundleOf(START));
  expect(generation).toBe(1);
  for (const resource of Object.values(resources))
    expect(resource).toMatchObject({ added: 0, changed: 0, removed: 0 });
});

it('serves the resources that were loaded, and answers 503 for the others', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ jobsites: START.jobsites, categories: START.categories }));
  const statuses = Object.fromEntries(
    await Promise.all(
      ['contract?customer=C1', 'jobsite?customer=C1', 'dealer-category', 'location'].map(
        async (path) => [path, (await dealer.get(path)).status],
      ),
    ),
  );
  expect(statuses).toEqual({
    'contract?customer=C1': 503,
    'jobsite?customer=C1': 200,
    'dealer-category': 200,
    location: 503,
  });
});
