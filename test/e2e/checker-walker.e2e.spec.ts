import { expect, it } from '@jest/globals';
import { withValue, without } from '../support/interface-fields.js';
import { num } from '../support/interface-json.js';
import { fullItem } from '../support/interface-rows.js';
import { deviations } from '../support/interface-walker.js';

const full = fullItem('contract');
const ENVELOPE = { totalPages: 1, totalElements: 1, empty: false, size: 10, number: 0 };

function page(item: object, envelope: object = ENVELOPE): string {
  return JSON.stringify({ items: [item], ...envelope });
}

it('finds nothing in a page that follows the table', () => {
  expect(deviations('contract', page(full))).toEqual([]);
  expect(deviations('contract', JSON.stringify({ items: [], ...ENVELOPE }))).toEqual([]);
});

it.each([
  ['a required field that is missing', without(full, 'locationId'), 'items[0].locationId'],
  ['a null', withValue(full, 'poNumber', null), 'items[0].poNumber'],
  ['an unknown field', { ...full, colour: 'yellow' }, 'items[0].colour'],
  ['another order', { taxDetails: [], ...full }, 'items[0]:'],
  ['a Double as text', withValue(full, 'properties.total', '1.0'), 'items[0].properties.total'],
  ['a Double without point', withValue(full, 'properties.total', num('5')), 'items[0].properties'],
  ['a Double with exponent', withValue(full, 'properties.total', num('1.0e3')), '.total'],
  ['an Integer with point', withValue(full, 'billControl', num('15.0')), 'items[0].billControl'],
  ['a Boolean as text', withValue(full, 'isReservation', 'true'), 'items[0].isReservation'],
  ['a number for a String', withValue(full, 'contractId', 123), 'items[0].contractId'],
  ['a date without zone', withValue(full, 'contractStartDate', '2019-06-01T12:00:00'), 'StartDate'],
  [
    'a date in another zone',
    withValue(full, 'contractEndDate', '2019-06-01T12:00:00+04:00'),
    'End',
  ],
  ['a String that is a date', withValue(full, 'assetDetails[].assetStartDate', 'now'), '[0].asset'],
  ['text over its limit', withValue(full, 'paymentType', 'x'.repeat(21)), 'items[0].paymentType'],
  ['an object for an array', withValue(full, 'feeDetails', {}), 'items[0].feeDetails'],
  ['an array for an object', withValue(full, 'properties', []), 'items[0].properties'],
])('finds %s', (_what, item, where) => {
  const found = deviations('contract', page(item));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(where);
});

it('finds an envelope that is not complete', () => {
  const { empty: _empty, ...envelope } = ENVELOPE;
  expect(deviations('contract', page(full, envelope))).toEqual(['empty: is missing']);
});

it('counts characters, not code units', () => {
  const item = withValue(full, 'paymentType', '😀'.repeat(20));
  expect(deviations('contract', page(item))).toEqual([]);
});
