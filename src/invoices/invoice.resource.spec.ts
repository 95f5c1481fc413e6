import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { invoice } from '../../test/support/items.js';
import { stagedRow } from '../../test/support/test-mirror.js';

const sortKey = (id: string, invoiceDate: string) =>
  stagedRow('invoices', invoice(id, '1', { invoiceDate })).values[1] ?? '';

it('an invoice is kept with its customer, who is not printed', () => {
  const { values, document } = stagedRow('invoices', invoice('A', '7', { pdfUrl: 'x' }));
  expect(values).toEqual(['7', '2026-01-01T12:00:00.000Z A', 't', 'x']);
  expect(document).not.toContain('customerId');
});

it('the order of the sort keys is the order of the dates, then of the ids', () => {
  const min = new Date('0001-01-02T00:00:00Z');
  const date = fc.date({ min, max: new Date('9999-12-30'), noInvalidDate: true });
  const id = fc.string({
    unit: fc.constantFrom(...'AB019-'.split('')),
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(date, date, id, id, (one, other, a, b) => {
      const [first, second] = [sortKey(a, one.toISOString()), sortKey(b, other.toISOString())];
      const byDate = one.getTime() - other.getTime();
      const byId = a < b ? -1 : Number(a > b);
      expect(first < second ? -1 : Number(first > second)).toBe(Math.sign(byDate) || byId);
    }),
  );
});

it('amounts keep their exact value and their decimal point', () => {
  const { document } = stagedRow('invoices', invoice('A', '1', { total: 5000 }));
  expect(document).toContain('"total":5000.0,');
});

it('an amount of a rate may be spelt as in the interface’s table, and is printed right', () => {
  const asset = {
    rentedAssetId: '1',
    rentalTotal: 1,
    quantity: 1,
    shortDescription: '416',
    equipmentAssetId: '1',
    manufacturer: 'CAT',
    serialNumber: '1',
    rentalRate: { daily: { amout: 10 } },
  };
  const { document } = stagedRow('invoices', invoice('A', '1', { assetDetails: [asset] }));
  expect(document).toContain('"daily":{"amount":10.0}');
});
