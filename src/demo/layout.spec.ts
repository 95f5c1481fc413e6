import { describe, expect, it } from '@jest/globals';
import { categoryLines } from './categories.js';
import { contractLines } from './contracts.js';
import { customerLines } from './customers.js';
import { DEALER_LOCATIONS } from './data/locations.js';
import { DEMO_SIZE } from './demo-dealer.js';
import { invoiceLines } from './invoices.js';
import { jobsiteLines } from './jobsites.js';
import { rateLines } from './rates.js';
import { worldOf } from './world.js';

const world = worldOf({ ...DEMO_SIZE, out: '', seed: 3, asOf: new Date('2026-02-28T23:59:00Z') });

const UTC_MINUTE = /^20\d\d-\d\d-\d\dT\d\d:\d\d:00Z$/;
const CHARGES = { feeDetails: ['name', 'total'], taxDetails: ['name', 'total'] };
const RATE = ['daily', 'weekly', 'monthly'];

/** What the interface requires; the members of `nested` are those of each element. */
const LAYOUTS: [string, Iterable<object>, string[], Record<string, string[]>][] = [
  ['customers', customerLines(world), ['customerId', 'customerName'], {}],
  ['locations', DEALER_LOCATIONS, ['locationId'], {}],
  [
    'categories',
    categoryLines(),
    ['categoryId', 'title', 'categoryGroups'],
    { categoryGroups: ['title', 'groupId'] },
  ],
  ['rates', rateLines(world), ['customerId', 'groupId', ...RATE], {}],
  ['jobsites', jobsiteLines(world, new Uint32Array(90)), ['jobsiteId', 'name', 'customerId'], {}],
  [
    'contracts',
    contractLines(world, () => {}),
    `contractId jobsiteId locationId customerId contractStartDate contractEndDate assetDetails
    feeDetails taxDetails`.split(/\s+/),
    {
      assetDetails:
        'rentedAssetId rentalTotal quantity equipmentAssetId manufacturer serialNumber'.split(' '),
      ...CHARGES,
    },
  ],
  [
    'invoices',
    invoiceLines(world),
    `invoiceId customerId total invoiceDate billedDateStart billedDateEnd jobsiteId contractId
    assetDetails feeDetails taxDetails`.split(/\s+/),
    {
      assetDetails: `rentedAssetId rentalTotal quantity shortDescription model equipmentAssetId
      manufacturer serialNumber`.split(/\s+/),
      ...CHARGES,
    },
  ],
];

describe.each(LAYOUTS)('the layout of %s', (_, lines, required, nested) => {
  const items = [...lines];

  it('has every required member', () => {
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter((item) => lacks(item, required))).toEqual([]);
  });

  it('has every required member of what is nested', () => {
    for (const [member, inner] of Object.entries(nested)) {
      const elements = items.flatMap((item) => elementsOf(item, member));
      expect(elements.filter((element) => lacks(element, inner))).toEqual([]);
    }
  });

  it('has dates in UTC, and no text that is longer than the interface allows', () => {
    const wrong: string[] = [];
    JSON.stringify(items, (key, value: unknown) => {
      if (typeof value === 'string' && !isFit(key, value)) wrong.push(`${key}: ${value}`);
      return value;
    });
    expect(wrong).toEqual([]);
  });
});

describe('the order of days', () => {
  it('holds on contracts', () => {
    const disordered = [...contractLines(world, () => {})].filter((contract) => {
      const { contractStartDate: start, contractEndDate: end, invoicedThruDate: thru } = contract;
      return !isOrdered(start, end) || !isOrdered(start, thru);
    });
    expect(disordered).toEqual([]);
  });

  it('holds on the assets of contracts', () => {
    for (const { contractStartDate, assetDetails } of contractLines(world, () => {})) {
      const disordered = assetDetails.filter(({ assetStartDate, assetReturnedDate }) => {
        const start = assetStartDate ?? contractStartDate;
        return !isOrdered(contractStartDate, start) || !isOrdered(start, assetReturnedDate);
      });
      expect(disordered).toEqual([]);
    }
  });

  it('holds on invoices', () => {
    const disordered = [...invoiceLines(world)].filter((invoice) => {
      const { billedDateStart, billedDateEnd, invoiceDate } = invoice;
      return !isOrdered(billedDateStart, billedDateEnd) || !isOrdered(billedDateEnd, invoiceDate);
    });
    expect(disordered).toEqual([]);
  });
});

function lacks(item: object, members: readonly string[]): boolean {
  const present = new Map(Object.entries(item));
  return members.some((member) => present.get(member) === undefined);
}

function elementsOf(item: object, member: string): object[] {
  const list: unknown = new Map<string, unknown>(Object.entries(item)).get(member);
  return Array.isArray(list) ? list : [];
}

function isFit(key: string, value: string): boolean {
  if (/Date(Start|End)?$/.test(key) && !UTC_MINUTE.test(value)) return false;
  return value.length <= (key === 'longDescription' ? 2_000 : 100);
}

function isOrdered(first: string, then: string | undefined): boolean {
  return then === undefined || first.slice(0, 10) <= then.slice(0, 10);
}
