import { afterEach, expect, it } from '@jest/globals';
import { dailyPull } from '../../src/simulator/pull/daily-pull.js';
import type { Item } from '../support/interface-fields.js';
import { readJson } from '../support/interface-json.js';
import { brokenRules, simulated } from '../support/simulated.js';
import type { StandInData } from '../support/stand-in-data.js';
import { startStandInDealer, type Bend, type StandInDealer } from '../support/stand-in-dealer.js';

/** Each defect of a dealer's data, and the rules that name it. */
const IN_DATA: readonly (readonly [string, (data: StandInData) => void, readonly string[]])[] = [
  [
    'a contract that ends before it starts',
    ({ contracts }) => change(contracts, 3, { contractEndDate: '2019-01-01T12:00:00Z' }),
    ['CONTRACT-DATES'],
  ],
  [
    'a contract whose assets are all back',
    ({ contracts }) =>
      change(contracts, 3, {
        assetDetails: assetsOf(contracts, 3).map((asset) => ({
          ...asset,
          assetReturnedDate: '2026-10-20T12:00:00Z',
        })),
      }),
    ['CONTRACT-ACTIVE'],
  ],
  [
    'a jobsite that is not listed',
    ({ contracts }) => change(contracts, 3, { jobsiteId: 'NOWHERE' }),
    ['CONTRACT-JOBSITE-EXISTS'],
  ],
  [
    'a jobsite of another customer',
    ({ contracts }) => change(contracts, 3, { jobsiteId: '0011' }),
    ['CONTRACT-JOBSITE-EXISTS'],
  ],
  [
    'jobsites that lost their zeros',
    ({ jobsites }) =>
      jobsites.forEach(({ jobsiteId }, index) =>
        change(jobsites, index, { jobsiteId: String(jobsiteId).replace(/^0+(?=.)/, '') }),
      ),
    ['ID-LEADING-ZEROS'],
  ],
  [
    'a location that is not listed',
    ({ contracts }) => change(contracts, 3, { locationId: 'BOS' }),
    ['CONTRACT-LOCATION-EXISTS'],
  ],
  [
    'a machine in the place of its group',
    ({ contracts }) => changeAsset(contracts, 3, 0, { assetId: '0JWJ00001' }),
    ['CONTRACT-GROUP-EXISTS'],
  ],
  [
    'an attachment to nothing',
    ({ contracts }) => changeAsset(contracts, 3, 1, { attachedTo: 'A9999-1' }),
    ['CONTRACT-ATTACHED-EXISTS'],
  ],
  [
    'a currency by its sign',
    ({ contracts }) => change(contracts, 3, { currency: 'US$' }),
    ['CONTRACT-CURRENCY-ISO'],
  ],
  [
    'a contract of two customers',
    ({ contracts }) => contracts.push({ ...contracts[0], customerId: '00121', jobsiteId: '0010' }),
    ['CONTRACT-ID-UNIQUE'],
  ],
  [
    'an asset count that is too low',
    ({ jobsites }) => change(jobsites, 0, { assetCount: 0 }),
    ['JOBSITE-ASSET-COUNT'],
  ],
  [
    'an asset count that is too high',
    ({ jobsites }) => change(jobsites, 5, { assetCount: 100 }),
    ['JOBSITE-ASSET-COUNT'],
  ],
  [
    'jobsites without customer',
    ({ jobsites }) => {
      for (const [index, jobsite] of jobsites.entries())
        Object.defineProperty(jobsites, index, {
          value: { ...jobsite, toJSON: () => ({ ...jobsite, customerId: undefined }) },
        });
    },
    ['JOBSITE-CUSTOMER-TOLD'],
  ],
  [
    'a category that comes twice',
    ({ categories }) => categories.push({ ...categories[0] }),
    ['CATALOG-ID-UNIQUE'],
  ],
  ['invoices oldest first', ({ invoices }) => invoices.sort(byDate), ['INVOICE-ORDER']],
  [
    'an invoice that is newer than the one before, in another time zone',
    ({ invoices }) => change(invoices, 1, { invoiceDate: '2026-10-01T10:00:00-05:00' }),
    ['INVOICE-ORDER'],
  ],
  [
    'an invoice with a currency of its own',
    ({ invoices }) => change(invoices, 1, { currency: 'Dollar' }),
    ['INVOICE-CURRENCY-ISO'],
  ],
  [
    'a rate in small letters',
    ({ categories }) =>
      change(categories, 1, { categoryGroups: [{ ...groupOf(categories), groupId: 'ABL 10' }] }),
    ['CATALOG-CURRENCY-ISO'],
  ],
  [
    'a billed time that ends before it starts',
    ({ invoices }) => change(invoices, 1, { billedDateEnd: '2019-01-01T12:00:00Z' }),
    ['INVOICE-DATES'],
  ],
  [
    'an invoice of somebody else’s contract',
    ({ invoices }) => change(invoices, 1, { contractId: 'A0100' }),
    ['INVOICE-CUSTOMER-FILTER'],
  ],
  [
    'an invoice of two customers',
    ({ invoices }) => change(invoices, 45, { invoiceId: 'I00000' }),
    ['INVOICE-ID-UNIQUE'],
  ],
  [
    'invoices that name contracts by another id',
    ({ invoices }) =>
      invoices.forEach((_invoice, index) => change(invoices, index, { contractId: `X${index}` })),
    ['INVOICE-CONTRACT-IDS'],
  ],
  [
    'invoices that name jobsites by another id',
    ({ invoices }) =>
      invoices.forEach((_invoice, index) => change(invoices, index, { jobsiteId: `X${index}` })),
    ['INVOICE-JOBSITE-IDS'],
  ],
  [
    'a customer who is not known but has contracts',
    ({ customers }) => customers.splice(2, 1),
    ['CUSTOMER-WITH-DATA-EXISTS'],
  ],
  [
    'a pdfUrl without a host',
    ({ contracts }) => change(contracts, 0, { pdfUrl: '/pdf/A0000.pdf' }),
    ['PDF-URL'],
  ],
];

/** Each defect of a dealer's answers, and the rules that name it. */
const IN_ANSWERS: readonly (readonly [string, Bend, readonly string[]])[] = [
  [
    'contracts of everybody',
    bendItems('contract', (items) =>
      items.map((item) =>
        item['contractId'] === 'A0002' ? { ...item, customerId: '00999' } : item,
      ),
    ),
    ['CONTRACT-CUSTOMER-FILTER'],
  ],
  [
    'customer numbers as if they were numbers',
    bendItems('contract', (items) =>
      items.map((item) => ({ ...item, customerId: String(Number(item['customerId'])) })),
    ),
    ['ID-LEADING-ZEROS'],
  ],
  [
    'jobsites of everybody',
    bendItems('jobsite', (items) =>
      items.map((item) => (item['jobsiteId'] === '0002' ? { ...item, customerId: '00999' } : item)),
    ),
    ['JOBSITE-CUSTOMER-FILTER', 'CONTRACT-JOBSITE-EXISTS'],
  ],
  [
    'rates with a catalog of their own',
    bendItems('dealer-category', (items, { parameters }) =>
      parameters['customer'] === undefined ? items : items.slice(1),
    ),
    ['CATALOG-RATES-STRUCTURE'],
  ],
  [
    '404 for a list without items',
    (answer, { endpoint }) =>
      endpoint === 'invoice' && String((answer.body as Item)['empty']) === 'true'
        ? { ...answer, status: 404 }
        : answer,
    ['EMPTY-200'],
  ],
  [
    'another customer than the one asked for',
    (answer, { endpoint }) =>
      endpoint === 'customer' && answer.status === 200
        ? { ...answer, body: { customer: { customerName: 'X', customerId: 'C9' } } }
        : answer,
    ['CUSTOMER-AS-ASKED'],
  ],
  [
    'anything for a customer that nobody is',
    (answer, { endpoint, parameters }) =>
      answer.status === 404
        ? {
            ...answer,
            status: endpoint === '' ? 404 : 200,
            body: { customer: { customerName: 'X', customerId: parameters['customer'] } },
          }
        : answer,
    ['CUSTOMER-404'],
  ],
  [
    'no PDF but a page',
    (answer, { endpoint }) =>
      endpoint.endsWith('.pdf') ? { ...answer, body: '<html>Log in</html>' } : answer,
    ['PDF-CONTENT'],
  ],
  [
    'a PDF that says it is something else',
    (answer, { endpoint }) =>
      endpoint.endsWith('.pdf') ? { ...answer, headers: { 'content-type': 'text/html' } } : answer,
    ['PDF-TYPE'],
  ],
  [
    'a PDF that is not there',
    (answer, { endpoint }) => (endpoint === 'I00000.pdf' ? { ...answer, status: 500 } : answer),
    ['PDF-FETCHED'],
  ],
  [
    'another order with another page size',
    bendItems('contract', (items, { parameters }) =>
      parameters['items'] === '13' ? items.toReversed() : items,
    ),
    ['PAGE-STABLE'],
  ],
  [
    'the same page for ever',
    (answer, { endpoint, parameters }) =>
      endpoint === 'location' ? { ...answer, body: without(answer.body, parameters) } : answer,
    ['LOCATION-TOTAL-PAGES-REQUIRED', 'PAGE-EMPTY', 'PAGE-FULL', 'PAGE-OVERLAP', 'PAGE-TOTALS'],
  ],
];

let dealer: StandInDealer;
afterEach(() => dealer.close());

async function brokenWith(defect: (dealer: StandInDealer) => void): Promise<string[]> {
  dealer = await startStandInDealer();
  const customers = dealer.data.customers.map(({ customerId }) => String(customerId));
  defect(dealer);
  const result = await simulated(dealer, (run, target) =>
    dailyPull(run, target, { customers, items: 20, twice: true }),
  );
  return brokenRules(result).sort();
}

it.each(IN_DATA)('names %s', async (_name, defect, rules) => {
  expect(await brokenWith(({ data }) => defect(data))).toEqual([...rules].sort());
});

it.each(IN_ANSWERS)('names %s', async (_name, defect, rules) => {
  expect(await brokenWith((one) => one.bend(defect))).toEqual([...rules].sort());
});

function change(items: Item[], index: number, about: Item): void {
  const item = items[index];
  if (!item) throw new Error(`There is no item ${index}`);
  items[index] = { ...item, ...about };
}

function assetsOf(contracts: readonly Item[], index: number): readonly Item[] {
  return contracts[index]?.['assetDetails'] as Item[];
}

function groupOf(categories: readonly Item[]): Item {
  const [group] = (categories[0]?.['categoryGroups'] ?? []) as Item[];
  const text = JSON.stringify(group ?? {}).replaceAll('"USD"', '"usd"');
  return readJson(text) as Item;
}

function byDate(one: Item, other: Item): number {
  return String(one['invoiceDate']).localeCompare(String(other['invoiceDate']));
}

function changeAsset(contracts: Item[], index: number, asset: number, about: Item): void {
  const assets = [...assetsOf(contracts, index)];
  change(assets, asset, about);
  change(contracts, index, { assetDetails: assets });
}

function bendItems(
  endpoint: string,
  to: (items: readonly Item[], request: Parameters<Bend>[1]) => readonly Item[],
): Bend {
  return (answer, request) => {
    if (request.endpoint !== endpoint || answer.status !== 200) return answer;
    const body = answer.body as Item & { items: readonly Item[] };
    return body.items.length === 0
      ? answer
      : { ...answer, body: { ...body, items: to(body.items, request) } };
  };
}

function without(body: unknown, { page }: Readonly<Record<string, string>>): Item {
  const { totalPages: _none, ...rest } = body as Item;
  return { ...rest, items: [{ locationId: 'ATL0' }], number: Number(page) };
}
