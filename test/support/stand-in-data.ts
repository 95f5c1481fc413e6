import type { Item } from './interface-fields.js';
import { num } from './interface-json.js';

/** What a stand-in dealer has. Answers are made of it as it is at the time: a test may change it. */
export interface StandInData {
  customers: Item[];
  locations: Item[];
  /** The catalog with its book rates. */
  categories: Item[];
  jobsites: Item[];
  contracts: Item[];
  /** Newest first, as they are answered; `customerId` is not. */
  invoices: Item[];
  /** What `incremental` tells: `at` is ISO 8601. */
  changes: { customerId: string; type: string; at: string }[];
}

/** Day 0 of the data, and days before it. */
function day(number: number): string {
  return new Date(Date.UTC(2026, 9, 1, 12) - number * 86_400_000).toISOString().slice(0, 19) + 'Z';
}

const ORDINALS = (count: number) => Array.from({ length: count }, (_, index) => index);

/**
 * A small dealer: seven customers (so two requests of five), one with more than one page and one
 * without invoices.
 * @param base where its PDFs are
 */
export function standInData(base: string): StandInData {
  const numbers = ORDINALS(7);
  return {
    customers: numbers.map((n) => ({ customerName: `CUSTOMER ${n}`, customerId: customerIdOf(n) })),
    locations: ORDINALS(3).map(locationOf),
    categories: ORDINALS(2).map(categoryOf),
    jobsites: numbers.flatMap((n) => ORDINALS(3).map((site) => jobsiteOf(n, site))),
    contracts: numbers.flatMap((n) =>
      ORDINALS(n === 0 ? 25 : 2).map((c) => contractOf(n, c, base)),
    ),
    invoices: numbers.flatMap((n) =>
      ORDINALS(n === 0 ? 45 : n - 1).map((i) => invoiceOf(n, i, base)),
    ),
    changes: numbers.map((n) => ({
      customerId: customerIdOf(n),
      type: ['contract', 'invoice', 'catalog', 'document'][n % 4] ?? '',
      at: day(n),
    })),
  };
}

const customerIdOf = (n: number) => `0012${n}`;
const jobsiteIdOf = (n: number, site: number) => `00${n}${site}`;

function locationOf(n: number): Item {
  const properties = { address1: '1230 W Peachtree St', city: 'Atlanta', country: 'USA' };
  return { locationId: `ATL${n}`, properties: { ...properties, name: `Office ${n}` } };
}

function categoryOf(n: number): Item {
  const categoryGroups = ORDINALS(3).map((g) => ({
    title: `40FT BOOM LIFT ${g}`,
    groupId: `ABL ${n}${g}`,
    groupRate: { properties: { rateType: 'book', rentalRateId: `R${n}${g}`, ...rates(100 + g) } },
  }));
  return { categoryId: `000${n}-AERIAL`, title: `AERIAL ${n}`, categoryGroups };
}

/** Rates of a catalog or an invoice: Doubles. */
export function rates(daily: number): Item {
  const rate = (amount: number) => ({
    amount: num(amount.toFixed(2)),
    currency: 'USD',
    display: amount.toFixed(2),
  });
  return { daily: rate(daily), monthly: rate(daily * 12), weekly: rate(daily * 4) };
}

function jobsiteOf(n: number, site: number): Item {
  return {
    jobsiteId: jobsiteIdOf(n, site),
    name: `I85 Shoring project ${site}`,
    customerId: customerIdOf(n),
    city: 'Atlanta',
    country: 'USA',
  };
}

function contractOf(n: number, c: number, base: string): Item {
  const contractId = `A0${n}${String(c).padStart(2, '0')}`;
  return {
    contractId,
    isReservation: false,
    properties: { total: num('1234.56'), signedBy: 'Sam Bridger' },
    jobsiteId: jobsiteIdOf(n, c % 3),
    locationId: `ATL${c % 3}`,
    customerId: customerIdOf(n),
    contractType: 'Rental',
    contractStartDate: day(40),
    contractEndDate: day(-40),
    invoiceFrequency: 'FourWeek',
    currency: 'USD',
    ...(c === 0 && { pdfUrl: `${base}/pdf/${contractId}.pdf` }),
    assetDetails: [assetOf(contractId, c), attachmentOf(contractId, c)],
    feeDetails: [{ name: 'Environmental Disposal', total: num('25.00') }],
    taxDetails: [{ name: 'County Tax', total: num('23.23') }],
  };
}

function assetOf(contractId: string, c: number): Item {
  const rate = (amount: number) => ({ amount, currency: 'USD', display: amount.toFixed(2) });
  return {
    rentedAssetId: `${contractId}-1`,
    assetStartDate: day(40),
    rentalTotal: num('1186.33'),
    quantity: 1,
    assetId: `ABL 0${c % 3}`,
    assetName: '40FT BOOM LIFT',
    shortDescription: '416',
    rentalRate: { daily: rate(100), monthly: rate(1200), weekly: rate(400) },
    equipmentAssetId: `00E${c}`,
    manufacturer: 'CATERPILLAR, INC',
    serialNumber: `0JWJ${String(c).padStart(5, '0')}`,
  };
}

function attachmentOf(contractId: string, c: number): Item {
  const rentedAssetId = `${contractId}-2`;
  const { rentalRate: _none, ...asset } = assetOf(contractId, c);
  return { ...asset, rentedAssetId, attachedTo: `${contractId}-1`, rentalTotal: num('0.0') };
}

function invoiceOf(n: number, i: number, base: string): Item {
  const contractId = `A0${n}00`;
  const invoiceId = `I0${n}${String(i).padStart(3, '0')}`;
  return {
    invoiceId,
    invoiceType: 'Rental',
    total: num('5075.00'),
    currency: 'USD',
    invoiceDate: day(i * 7),
    billedDateStart: day(i * 7 + 7),
    billedDateEnd: day(i * 7),
    jobsiteId: jobsiteIdOf(n, 0),
    contractId,
    ...(i === 0 && { pdfUrl: `${base}/pdf/${invoiceId}.pdf` }),
    assetDetails: [
      {
        rentedAssetId: `${contractId}-1`,
        rentalTotal: num('5000.0'),
        quantity: 1,
        categoryId: '0000-AERIAL',
        shortDescription: '416',
        model: '416',
        equipmentAssetId: '00E0',
        manufacturer: 'CATERPILLAR, INC',
        serialNumber: '0JWJ00000',
        rentalRate: { rateType: 'customer', ...rates(100) },
      },
    ],
    feeDetails: [{ name: 'Environmental Recovery', total: num('25.00') }],
    taxDetails: [{ name: 'County Tax', total: num('50.00') }],
    customerId: customerIdOf(n),
  };
}
