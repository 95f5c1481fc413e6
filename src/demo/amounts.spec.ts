import { describe, expect, it } from '@jest/globals';
import { contractLines } from './contracts.js';
import { invoiceLines } from './invoices.js';
import { worldOf } from './world.js';

const asOf = new Date('2026-11-20T06:00:00Z');
const size = { customers: 20, jobsites: 40, contracts: 200, invoices: 3_000 };
const world = worldOf({ ...size, out: '', seed: 5, asOf });
const contracts = [...contractLines(world, () => {})];
const invoices = [...invoiceLines(world)];

interface Billed {
  assetDetails: { rentalTotal: number }[];
  feeDetails: { total: number }[];
  taxDetails: { total: number }[];
}

function centsOf(amount: number): number {
  return Math.round(amount * 100);
}

function partsOf({ assetDetails, feeDetails, taxDetails }: Billed): number {
  const amounts = [
    ...assetDetails.map((asset) => asset.rentalTotal),
    ...[...feeDetails, ...taxDetails].map((charge) => charge.total),
  ];
  return amounts.reduce((sum, amount) => sum + centsOf(amount), 0);
}

describe('amounts', () => {
  it('of rentals, fees and taxes add up to the total of an invoice', () => {
    const wrong = invoices.filter((invoice) => centsOf(invoice.total) !== partsOf(invoice));
    expect(wrong).toEqual([]);
  });

  it('of rentals, fees and taxes add up to the total of a contract', () => {
    const totalled = contracts.filter((contract) => contract.properties !== undefined);
    expect(totalled.length).toBeGreaterThan(0);
    const wrong = totalled.filter((contract) => {
      return centsOf(contract.properties?.total ?? 0) !== partsOf(contract);
    });
    expect(wrong).toEqual([]);
  });

  it('have at most two decimals, and are never negative', () => {
    const wrong: number[] = [];
    JSON.stringify([contracts, invoices], (_, value: unknown) => {
      if (typeof value === 'number' && !/^\d+(\.\d{1,2})?$/.test(String(value))) wrong.push(value);
      return value;
    });
    expect(wrong).toEqual([]);
  });

  it('of invoices are whole numbers now and then', () => {
    const whole = invoices.filter((invoice) => invoice.total % 1 === 0).length;
    expect(whole).toBeGreaterThan(invoices.length / 200);
    expect(whole).toBeLessThan(invoices.length / 5);
  });

  it('of rates have the same value as their text', () => {
    const assets = invoices.flatMap((invoice) => invoice.assetDetails);
    const wrong = assets.filter(({ rentalRate: rate }) => {
      return rate?.daily.display !== rate?.daily.amount.toFixed(2);
    });
    expect(wrong).toEqual([]);
  });
});
