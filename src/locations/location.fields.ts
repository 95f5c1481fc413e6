import { identifier, object, text, type Field } from '../interface/field.js';

/** A dealer location (§ Dealer Location Data), in the order of its table. */
export const LOCATION_FIELDS: readonly Field[] = [
  identifier('locationId', 'The RMS id of the location', {
    required: true,
    maxLength: 255,
    sample: 'ATL1',
  }),
  object('properties', 'Address and name of the location', [
    text('address1', 'Address line 1', { sample: '1230 W Peachtree St' }),
    text('address2', 'Address line 2', { sample: 'Suite 900' }),
    text('city', 'City', { sample: 'Atlanta' }),
    text('state', 'State', { sample: 'GA' }),
    text('postalcode', 'Postal code', { sample: '30309' }),
    text('country', 'Country, 2 or 3 characters', { sample: 'USA' }),
    text('latitude', 'Latitude', { sample: '12.34567' }),
    text('longitude', 'Longitude', { sample: '12.34567' }),
    text('name', 'Location name', { sample: 'Atlanta Office' }),
  ]),
];
