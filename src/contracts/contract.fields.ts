import {
  array,
  boolean,
  datetime,
  double,
  identifier,
  integer,
  object,
  text,
  type Field,
} from '../interface/field.js';
import { charges, contractRates } from '../interface/money.js';

/** Every value of the table, and `ThirtyDays` of the release notes (§ Version 2.0). */
const INVOICE_FREQUENCIES = [
  'Day',
  'Week',
  'Month',
  'FourWeek',
  'ThirtyDays',
  'Quarter',
  'BiWeekly',
  'SemiAnnual',
  'Year',
];

const CONTRACT_TYPES = ['Rental', 'Lease', 'RTO', 'RPO'];

const ASSET_FIELDS: readonly Field[] = [
  identifier('rentedAssetId', 'Rented asset id (rmsId)', {
    required: true,
    maxLength: 100,
    sample: '1234567',
  }),
  text('status', 'Rented asset status', { sample: 'RENT' }),
  text('startingOdometer', 'Odometer reading at asset start date', { maxLength: 100 }),
  identifier('attachedTo', 'Attached asset RMS id', { maxLength: 100, sample: '1234567' }),
  identifier('callOffConfirmationNumber', 'RMS reference number when an asset is called off', {
    maxLength: 100,
    sample: '1234567',
  }),
  datetime('assetStartDate', 'Date asset went on rent; without it, the contract start date', {
    sample: '2019-06-01T12:00:00Z',
  }),
  datetime('assetCallOffDate', 'Date asset was called off (can be future)', {
    sample: '2019-06-01T12:00:00Z',
  }),
  datetime('assetReturnedDate', 'Date asset was returned to dealer', {
    sample: '2019-06-01T12:00:00Z',
  }),
  text('itemType', 'Item type', { maxLength: 100, sample: 'prime' }),
  double('rentalTotal', 'Rental total amount', { required: true, sample: 1234.56 }),
  integer('quantity', 'Quantity', { required: true, sample: 1 }),
  identifier('assetId', 'Category group RMS id', { maxLength: 100, sample: '1234567' }),
  text('assetName', 'Asset name', { maxLength: 100, sample: 'BACKHOE LOADER, 416' }),
  text('longDescription', 'Long description', { sample: '416 4WD Backhoe Loader' }),
  text('shortDescription', 'Short description', { required: true, maxLength: 100, sample: '416' }),
  text('model', 'Equipment model; without it, the short description', {
    maxLength: 100,
    sample: '416',
    fallback: { sibling: 'shortDescription' },
  }),
  identifier('assetPurchasePrice', 'Decimal number for the price to purchase the asset', {
    maxLength: 100,
  }),
  object('rentalRate', 'Rental rates; without them the charge is part of the prime asset’s', [
    ...contractRates,
  ]),
  identifier('equipmentAssetId', 'Equipment asset id', {
    required: true,
    maxLength: 100,
    sample: '1234567',
  }),
  text('manufacturer', 'Manufacturer', {
    required: true,
    maxLength: 100,
    sample: 'CATERPILLAR, INC',
  }),
  identifier('serialNumber', 'Serial number', {
    required: true,
    maxLength: 100,
    sample: '1234567',
  }),
];

/** A contract (§ Contract/Asset Data), in the order of its table. */
export const CONTRACT_FIELDS: readonly Field[] = [
  identifier('contractId', 'The RMS id of the contract', {
    required: true,
    maxLength: 100,
    sample: 'A12345',
  }),
  boolean('isReservation', 'True if this is a reservation and not an active rental agreement', {}),
  identifier('poNumber', 'PO number', { maxLength: 100, sample: 'PO-12345' }),
  text('paymentType', 'Payment type', { maxLength: 20, sample: 'Check' }),
  text('pickupPerson', 'Pickup person', { maxLength: 100, sample: 'Sam Bridger' }),
  text('pickupPhone', 'Pickup phone', { maxLength: 100, sample: '309-531-7773' }),
  text('salesRep', 'Sales representative', { maxLength: 100, sample: 'Sam Bridger' }),
  object('properties', 'Further properties of the contract', [
    double('total', 'Total', { sample: 1234.56 }),
    text('signedBy', 'Signed by', { sample: 'Sam Bridger' }),
  ]),
  identifier('jobsiteId', 'The RMS id of the associated jobsite', {
    required: true,
    maxLength: 200,
    sample: '12345',
  }),
  identifier('divisionId', 'The RMS id of the associated division; without it, Rental', {
    maxLength: 255,
  }),
  identifier('locationId', 'The RMS id of the associated location', {
    required: true,
    maxLength: 255,
    sample: 'LOCA',
  }),
  identifier('customerId', 'Dealer Customer Number', {
    required: true,
    maxLength: 50,
    sample: '00123456',
  }),
  text('contractType', 'Contract type', {
    maxLength: 100,
    values: CONTRACT_TYPES,
    otherwise: 'Rental',
    fallback: { text: 'Rental' },
    sample: 'Rental',
  }),
  datetime('contractStartDate', 'Contract start date', {
    required: true,
    sample: '2019-06-01T12:00:00Z',
  }),
  datetime('contractEndDate', 'Contract end date', {
    required: true,
    sample: '2019-06-01T12:00:00Z',
  }),
  datetime('invoicedThruDate', 'billedDateEnd of the most recent periodic invoice', {}),
  text('invoiceFrequency', 'Frequency of invoicing', {
    values: INVOICE_FREQUENCIES,
    fallback: { text: 'FourWeek' },
    sample: 'FourWeek',
  }),
  integer('billControl', 'Days from the start of the billable period to its invoice', {
    sample: 15,
  }),
  identifier('currency', 'Currency of the contract; without it, the dealer’s', {
    maxLength: 10,
    fallback: 'dealer currency',
    sample: 'USD',
  }),
  identifier('pdfUrl', 'URL to retrieve the PDF of the contract', {
    maxLength: 1000,
    sample: 'https://docs.bridger.com/abcd1234.pdf',
  }),
  array('assetDetails', 'Rented assets', ASSET_FIELDS, { required: true }),
  array('feeDetails', 'Fees', charges('Fee', 'Environmental Disposal', 25), { required: true }),
  array('taxDetails', 'Taxes', charges('Tax', 'County Tax', 23.23), { required: true }),
  boolean('active', 'Whether CRS is shown the contract; without it, it is worked out', {
    loadOnly: true,
  }),
];
