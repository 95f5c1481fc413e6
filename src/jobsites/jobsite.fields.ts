import { boolean, identifier, integer, text, type Field } from '../interface/field.js';

/** A jobsite (§ Jobsite Data), in the order of its table. */
export const JOBSITE_FIELDS: readonly Field[] = [
  identifier('jobsiteId', 'The RMS id of the jobsite', {
    required: true,
    maxLength: 200,
    sample: '123456',
  }),
  integer('assetCount', 'Assets on rent at the jobsite; without it, they are counted', {
    sample: 2,
  }),
  text('name', 'Jobsite name', { required: true, maxLength: 100, sample: 'I85 Shoring project' }),
  // Optional in the interface's output, but CRS asks for jobsites by customer.
  identifier('customerId', 'Dealer Customer Number', {
    required: true,
    maxLength: 50,
    sample: '1234567',
  }),
  text('address1', 'Address line 1', { maxLength: 200, sample: '123 Any St' }),
  text('address2', 'Address line 2', { maxLength: 200, sample: 'Apt 5' }),
  text('city', 'City', { maxLength: 100, sample: 'Atlanta' }),
  text('state', 'State', { maxLength: 25, sample: 'GA' }),
  text('postalcode', 'Postal code', { maxLength: 20, sample: '30309' }),
  text('country', 'Country, 2 or 3 characters', { sample: 'USA' }),
  text('latitude', 'Latitude', { maxLength: 20, sample: '01.234567' }),
  text('longitude', 'Longitude', { maxLength: 20, sample: '01.234567' }),
  text('firstName', 'First name of the jobsite manager', { sample: 'Sam' }),
  text('lastName', 'Last name of the jobsite manager', { sample: 'Bridger' }),
  text('phoneNumber', 'Phone number of the jobsite manager', { sample: '309-531-7773' }),
  boolean('active', 'Whether CRS is shown the jobsite (default true)', { loadOnly: true }),
];
