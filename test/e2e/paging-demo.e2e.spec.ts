import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DEMO_DEALER } from '../../src/demo/demo-dealer.js';
import { generateBundle } from '../../src/demo/generate-bundle.js';
import { RESOURCES } from '../../src/interface/resource.js';
import { interfaceServer, type InterfaceDealer } from '../support/interface-dealer.js';
import type { Endpoint, Item } from '../support/interface-fields.js';
import { deviations } from '../support/interface-walker.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SIZE = { customers: 12, jobsites: 40, contracts: 150, invoices: 500 };
const server = interfaceServer();
let dealer: InterfaceDealer;
let customers: string[];
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await generateBundle({ out: folder, seed: 7_001, asOf: new Date(), overwrite: true, ...SIZE });
  const names = RESOURCES.map((resource) => `${resource}.ndjson`);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  dealer = await server.dealer({ ...DEMO_DEALER });
  await dealer.load(Object.fromEntries(names.map((name, index) => [name, files[index] ?? ''])));
  const lines = files[names.indexOf('customers.ndjson')]?.toString().trim().split('\n') ?? [];
  customers = lines.map((line) => (JSON.parse(line) as { customerId: string }).customerId);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Pulls a list page by page, as CRS does, and walks every page. @returns how many items it has */
async function walk(endpoint: Endpoint, query: string): Promise<number> {
  let items = 0;
  for (let page = 0; ; page++) {
    const { status, text, body } = await dealer.get(`${endpoint}?${query}&page=${page}`);
    expect(status).toBe(200);
    expect(deviations(endpoint, text)).toEqual([]);
    items += body.items.length;
    if (page + 1 >= Number(body['totalPages'])) {
      expect(items).toBe(body['totalElements']);
      return items;
    }
  }
}

it('serves contracts and jobsites whose every page follows the interface’s tables', async () => {
  let contracts = 0;
  let jobsites = 0;
  for (let from = 0; from < customers.length; from += 5) {
    const query = `customer=${customers.slice(from, from + 5).join()}&items=20`;
    contracts += await walk('contract', query);
    jobsites += await walk('jobsite', query);
  }
  expect(contracts).toBeGreaterThan(50);
  expect(jobsites).toBeGreaterThan(30);
});

it('serves invoices whose every page follows the interface’s table', async () => {
  let invoices = 0;
  for (const customer of customers) invoices += await walk('invoice', `customer=${customer}`);
  expect(invoices).toBe(SIZE.invoices);
});

it('serves locations, the catalog, customers and changes that follow the interface’s tables', async () => {
  expect(await walk('location', 'items=3')).toBeGreaterThan(3);
  const since = '0000-00-00T00:00:00Z';
  const paths: [Endpoint, string][] = [
    ['dealer-category', ''],
    ...customers.map((id): [Endpoint, string] => ['dealer-category', `customer=${id}`]),
    ...customers.map((id): [Endpoint, string] => ['customer', `customer=${id}`]),
    ['incremental', `since=${since}`],
  ];
  for (const [endpoint, query] of paths) {
    const { status, text } = await dealer.get(`${endpoint}?${query}`);
    expect(status).toBe(200);
    expect(deviations(endpoint, text)).toEqual([]);
  }
});

it('writes the defaults out in every contract and invoice', async () => {
  const contracts = await dealer.items('contract', `customer=${customers.slice(0, 5).join()}`);
  const invoices = await dealer.items('invoice', `customer=${customers[0]}`);
  for (const item of contracts)
    expect(item).toMatchObject({
      contractType: expect.any(String),
      invoiceFrequency: expect.any(String),
    });
  for (const item of [...contracts, ...invoices]) {
    expect(item).toMatchObject({ currency: expect.any(String) });
    for (const line of item['assetDetails'] as Item[])
      expect(line).toMatchObject({ model: expect.any(String) });
  }
});
