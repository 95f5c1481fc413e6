import { describe, expect, it } from '@jest/globals';
import { contractLines } from './contracts.js';
import { DEMO_SIZE } from './demo-dealer.js';
import { invoiceLines } from './invoices.js';
import { worldOf } from './world.js';

const asOf = new Date('2026-11-20T06:00:00Z');
const now = asOf.toISOString();
const world = worldOf({ ...DEMO_SIZE, out: '', seed: 1, asOf });
const contracts = [...contractLines(world, () => {})];
const invoices = [...invoiceLines(world)];

describe('the invoices of the small demo', () => {
  it('are spread over the two years before the day', () => {
    const dates = invoices.map((invoice) => invoice.invoiceDate).toSorted();
    expect((dates[0] ?? '') >= '2024-11-20').toBe(true);
    expect((dates[0] ?? '') < '2025-03').toBe(true);
    expect((dates.at(-1) ?? '') < now).toBe(true);
    expect((dates.at(-1) ?? '') > '2026-11-10').toBe(true);
  });

  it('are several for many contracts, none for those to come', () => {
    const counts = new Map<string, number>();
    for (const { contractId } of invoices) {
      counts.set(contractId, (counts.get(contractId) ?? 0) + 1);
    }
    const several = [...counts.values()].filter((count) => count > 3);
    expect(several.length).toBeGreaterThan(contracts.length / 3);
    const toCome = contracts.filter((contract) => contract.contractStartDate > now);
    expect(toCome.filter((contract) => counts.has(contract.contractId))).toEqual([]);
  });

  it('show book rates and customer rates', () => {
    const types = invoices.flatMap((i) =>
      i.assetDetails.map((asset) => asset.rentalRate?.rateType),
    );
    expect(new Set(types)).toEqual(new Set(['book', 'customer', undefined]));
  });

  it('mostly have no PDF, but some have', () => {
    const withPdf = invoices.filter((invoice) => invoice.pdfUrl !== undefined).length;
    expect(withPdf).toBeGreaterThan(0);
    expect(withPdf / invoices.length).toBeLessThan(0.1);
  });
});
