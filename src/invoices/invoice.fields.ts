import {
  array,
  datetime,
  double,
  identifier,
  integer,
  object,
  text,
  type Field,
} from '../interface/field.js';
import { charges, invoiceRates } from '../interface/money.js';

const ASSET_FIELDS: readonly Field[] = [
  identifier('rentedAssetId', 'Rented asset id (rmsId)', { required: true, sample: '1234567' }),
  double('rentalTotal', 'Rental total', { required: true, sample: 5000 }),
  integer('quantity', 'Quantity', { required: true, sample: 1 }),
  text('assetName', 'Asset name', { sample: 'BACKHOE LOADER 416' }),
  identifier('categoryId', 'Category RMS id', { sample: '123-BCKHL' }),
  text('longDescription', 'Long description', { sample: '416 4WD BACKHOE LOADER' }),
  text('shortDescription', 'Short description', { required: true, sample: '416' }),
  text('model', 'Equipment model; without it, the short description', {
    required: true,
    maxLength: 100,
    fallback: { sibling: 'shortDescription' },
    sample: '416',
  }),
  identifier('equipmentAssetId', 'Equipment id', { required: true, sample: 'EAD123' }),
  text('manufacturer', 'Manufacturer', { required: true, sample: 'CATERPILLAR, INC' }),
  identifier('serialNumber', 'Serial number', { required: true, sample: '1234567' }),
  object('rentalRate', 'Rental rates', [
    text('rateType', 'Rate type', { sample: 'customer' }),
    ...invoiceRates,
    identifier('rentalRateId', 'Rental rate RMS id', { sample: 'Abc123' }),
  ]),
];

/** An invoice (§ Invoice Data), in the order of its table. */
export const INVOICE_FIELDS: readonly Field[] = [
  identifier('invoiceId', 'Invoice number', {
    required: true,
    maxLength: 100,
    sample: 'I1234567',
  }),
  text('invoiceType', 'Invoice type', { maxLength: 100, sample: 'Rental' }),
  identifier('poNumber', 'PO number', { maxLength: 100, sample: 'PO-12345' }),
  double('total', 'Invoice total amount', { required: true, sample: 5000 }),
  identifier('currency', 'Currency of the invoice; without it, the dealer’s', {
    maxLength: 10,
    fallback: 'dealer currency',
    sample: 'USD',
  }),
  datetime('invoiceDate', 'Invoice date', { required: true, sample: '2019-07-05T12:00:00Z' }),
  datetime('billedDateStart', 'Billed start date', {
    required: true,
    sample: '2019-07-05T12:00:00Z',
  }),
  datetime('billedDateEnd', 'Billed end date', { required: true, sample: '2019-07-05T12:00:00Z' }),
  identifier('jobsiteId', 'The RMS id of the associated jobsite', {
    required: true,
    maxLength: 200,
    sample: '12345',
  }),
  identifier('contractId', 'The RMS id of the associated contract', {
    required: true,
    maxLength: 100,
    sample: 'A1234567',
  }),
  identifier('pdfUrl', 'URL to retrieve the PDF of the invoice', {
    maxLength: 1000,
    sample: 'https://docs.bridger.com/abcd1234.pdf',
  }),
  array('assetDetails', 'Rented assets', ASSET_FIELDS, { required: true }),
  array('feeDetails', 'Fees', charges('Fee', 'Environmental Recovery', 25), { required: true }),
  array('taxDetails', 'Taxes', charges('Tax', 'County Tax', 50), { required: true }),
  identifier('customerId', 'Dealer Customer Number', {
    required: true,
    maxLength: 50,
    loadOnly: true,
    sample: '00123456',
  }),
];
