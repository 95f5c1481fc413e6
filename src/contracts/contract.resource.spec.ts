import { expect, it } from '@jest/globals';
import { asset, contract } from '../../test/support/items.js';
import { stagedRow } from '../../test/support/test-mirror.js';
import { MIRROR_TABLES } from '../mirror/mirror-table.js';

const NAMES = MIRROR_TABLES.contracts.columns.map(({ name }) => name);

function staged(more: Record<string, unknown> = {}) {
  const { values, document } = stagedRow('contracts', contract('A', '1', more));
  expect(values).toHaveLength(NAMES.length);
  return {
    columns: Object.fromEntries(values.map((value, index) => [NAMES[index], value])),
    document: JSON.parse(document) as Record<string, unknown>,
  };
}

it('a contract is kept with what its list is made of', () => {
  expect(staged().columns).toEqual({
    customer_id: '1',
    sort_key: 'A',
    jobsite_id: 'J1',
    active: null,
    is_reservation: 'f',
    asset_returns: '{infinity}',
    pdf_url: null,
  });
  expect(staged({ active: false, isReservation: true, pdfUrl: 'x' }).columns).toMatchObject({
    active: 'f',
    is_reservation: 't',
    pdf_url: 'x',
  });
});

it('the return of each asset is kept in UTC, and infinity while it is out', () => {
  const assetDetails = [asset('2026-07-01T02:00:00+02:00'), asset(), asset('2020-01-01')];
  expect(staged({ assetDetails }).columns['asset_returns']).toBe(
    '{2026-07-01T00:00:00Z,infinity,2020-01-01T12:00:00Z}',
  );
  expect(staged({ assetDetails: [] }).columns['asset_returns']).toBe('{}');
});

it('whether it is active is not printed', () => {
  expect(staged({ active: true }).document).not.toHaveProperty('active');
});

it('what is missing is written out with its default', () => {
  const { document } = staged();
  expect(document).toMatchObject({
    contractType: 'Rental',
    invoiceFrequency: 'FourWeek',
    currency: 'USD',
    assetDetails: [{ model: '416', shortDescription: '416' }],
  });
});

it.each([
  'Day',
  'Week',
  'Month',
  'FourWeek',
  'ThirtyDays',
  'Quarter',
  'BiWeekly',
  'SemiAnnual',
  'Year',
])('the invoice frequency %s is taken in any case', (frequency) => {
  const given = staged({ invoiceFrequency: frequency.toUpperCase() });
  expect(given.document['invoiceFrequency']).toBe(frequency);
});

it('an amount of a rate that is no whole number is rounded, and kept exactly for display', () => {
  const rentalRate = { daily: { amount: 99.5 }, weekly: { amount: 300, display: '300 $' } };
  const { document } = staged({ assetDetails: [{ ...asset(), rentalRate }] });
  expect(document['assetDetails']).toMatchObject([
    {
      rentalRate: {
        daily: { amount: 100, display: '99.50' },
        weekly: { amount: 300, display: '300 $' },
      },
    },
  ]);
});
