import { array, identifier, object, text, type Field } from '../interface/field.js';
import { catalogRates, customerRates } from '../interface/money.js';

const rateType = text('rateType', 'Rate type: `book`, or `customer` for a rate of this customer', {
  sample: 'book',
});
const rentalRateId = identifier('rentalRateId', 'Rental rate RMS id', { sample: '1234' });

const GROUP_FIELDS: readonly Field[] = [
  text('title', 'Asset name', { required: true, maxLength: 100, sample: '40FT BOOM LIFT' }),
  identifier('groupId', 'Asset id', { required: true, maxLength: 100, sample: 'ABL 123' }),
  object('groupRate', 'Rates of the group', [
    object('properties', 'Properties of the rate', [rateType, rentalRateId, ...catalogRates]),
  ]),
];

/** A category of the catalog (§ Catalog Data), in the order of its table. */
export const CATEGORY_FIELDS: readonly Field[] = [
  identifier('categoryId', 'The RMS id of the category', {
    required: true,
    maxLength: 100,
    sample: '1234-AERIAL',
  }),
  text('title', 'Category name', { required: true, maxLength: 100, sample: 'AERIAL' }),
  array('categoryGroups', 'Groups of the category', GROUP_FIELDS, { required: true }),
];

/** A customer's own rate for a group of the catalog: loaded apart, printed in `groupRate`. */
export const RATE_FIELDS: readonly Field[] = [
  identifier('customerId', 'Dealer Customer Number', {
    required: true,
    maxLength: 50,
    loadOnly: true,
    sample: '00123456',
  }),
  identifier('groupId', 'Asset id of the group', {
    required: true,
    maxLength: 100,
    loadOnly: true,
    sample: 'ABL 123',
  }),
  rentalRateId,
  ...customerRates,
];
