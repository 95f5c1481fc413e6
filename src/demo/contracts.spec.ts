import { describe, expect, it } from '@jest/globals';
import { contractLines } from './contracts.js';
import { customerLines } from './customers.js';
import { DEMO_SIZE } from './demo-dealer.js';
import { worldOf } from './world.js';

const asOf = new Date('2026-11-20T06:00:00Z');
const now = asOf.toISOString();
const world = worldOf({ ...DEMO_SIZE, out: '', seed: 1, asOf });
const contracts = [...contractLines(world, () => {})];
const assets = contracts.flatMap((contract) => contract.assetDetails);
const customers = [...customerLines(world)];

const FREQUENCIES = [
  'Day',
  'Week',
  'BiWeekly',
  'FourWeek',
  'ThirtyDays',
  'Month',
  'Quarter',
  'SemiAnnual',
  'Year',
  undefined,
];

type Contract = (typeof contracts)[number];

function backBy(contract: Contract): number {
  return contract.assetDetails.filter((asset) => (asset.assetReturnedDate ?? '~') <= now).length;
}

describe('the contracts of the small demo', () => {
  it.each(['Rental', 'Lease', 'RTO', 'RPO', undefined])('have type %s', (type) => {
    expect(contracts.map((contract) => contract.contractType)).toContain(type);
  });

  it.each(FREQUENCIES)('are invoiced by %s', (frequency) => {
    expect(contracts.map((contract) => contract.invoiceFrequency)).toContain(frequency);
  });

  it.each(['USD', 'CAD', undefined])('have the currency %s', (currency) => {
    expect(contracts.map((contract) => contract.currency)).toContain(currency);
  });

  const states: [string, (contract: Contract) => boolean][] = [
    ['reserved', (c) => c.isReservation === true && c.contractStartDate > now],
    ['future', (c) => c.isReservation !== true && c.contractStartDate > now],
    ['running', (c) => c.contractStartDate < now && c.contractEndDate > now && backBy(c) === 0],
    ['overdue', (c) => c.contractEndDate < now && backBy(c) === 0],
    ['partly returned', (c) => backBy(c) > 0 && backBy(c) < c.assetDetails.length],
    ['returned', (c) => backBy(c) === c.assetDetails.length],
    ['called off', (c) => c.assetDetails.some((a) => a.callOffConfirmationNumber !== undefined)],
    ['due back', (c) => c.assetDetails.some((a) => (a.assetReturnedDate ?? '') > now)],
    ['of a division', (c) => c.divisionId !== undefined],
    ['with a PDF', (c) => c.pdfUrl !== undefined],
    ['without fees', (c) => c.feeDetails.length === 0],
    ['with several fees', (c) => c.feeDetails.length > 1],
    ['without taxes', (c) => c.taxDetails.length === 0],
    ['with one asset', (c) => c.assetDetails.length === 1],
    ['with five assets', (c) => c.assetDetails.length === 5],
  ];

  it.each(states)('are %s', (_, is) => {
    const count = contracts.filter(is).length;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(contracts.length);
  });

  it('are active for about seven of ten', () => {
    const active = contracts.filter((c) => backBy(c) < c.assetDetails.length).length;
    expect(active / contracts.length).toBeGreaterThan(0.62);
    expect(active / contracts.length).toBeLessThan(0.78);
  });

  it('are unevenly spread over the customers', () => {
    const sizes = customers.map(
      ({ customerId }) => contracts.filter((each) => each.customerId === customerId).length,
    );
    expect(Math.max(...sizes)).toBeGreaterThan((3 * contracts.length) / world.customers);
    expect(Math.min(...sizes)).toBeLessThan(contracts.length / world.customers);
  });

  it('offer the purchase of the machines of a rental purchase option', () => {
    for (const contract of contracts.filter((each) => each.contractType === 'RPO')) {
      expect(contract.assetDetails[0]?.assetPurchasePrice).toMatch(/^\d+\.\d\d$/);
    }
  });
});

describe('the assets of contracts', () => {
  it('are mostly made by Caterpillar', () => {
    const makers = assets.map((asset) => asset.manufacturer);
    const ours = makers.filter((maker) => maker === 'CATERPILLAR, INC').length;
    expect(ours / makers.length).toBeGreaterThan(0.5);
    expect(ours).toBeLessThan(makers.length);
  });

  it('have rates in whole numbers, work tools none', () => {
    for (const { rentalRate, attachedTo } of assets) {
      if (attachedTo !== undefined) expect(rentalRate).toBeUndefined();
      if (rentalRate !== undefined) expect(rentalRate.monthly.amount % 1).toBe(0);
    }
    expect(assets.some((asset) => asset.attachedTo !== undefined)).toBe(true);
    expect(assets.some((asset) => asset.rentalRate?.daily === undefined)).toBe(true);
  });

  it.each(['model', 'status', 'assetStartDate', 'startingOdometer', 'itemType'] as const)(
    'sometimes lack %s',
    (member) => {
      const missing = assets.filter((asset) => asset[member] === undefined).length;
      expect(missing).toBeGreaterThan(0);
      expect(missing).toBeLessThan(assets.length);
    },
  );
});
