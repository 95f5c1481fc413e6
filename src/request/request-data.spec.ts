import { describe, expect, it } from '@jest/globals';
import { sample } from '../../test/support/request-world.js';
import { NumberLiteral } from '../interface/number-literal.js';
import { assetsOf, readData } from './request-data.js';

const requestOf = (name: string) => sample(`${name}-from-crs-submitted`).payload.request;

it('reads what each kind of request tells from the interface’s samples', () => {
  expect(readData('purchase_order', requestOf('purchase_order-01')).data).toEqual({
    userName: 'John Customer',
    currentPoNumber: 'PENDING',
    poNumber: 'PO1234',
    contractNumber: 'C001',
    contractId: 'C001',
  });
  expect(readData('transfer', requestOf('transfer-01')).data).toMatchObject({
    requestedDate: '2022-01-03T16:00:00Z',
    transportationNeeded: false,
    poNumber: 'PO102',
    jobsite: { jobsiteId: '2273064', name: 'ACME Job One' },
    assets: [{ rentedAssetId: '34567' }, { rentedAssetId: '34568', serialNumber: '12346' }],
  });
  expect(readData('extend', requestOf('extend-01')).data.requestedDate).toBe(
    '2022-06-01T00:00:30Z',
  );
  expect(readData('service', requestOf('service-01')).data).toMatchObject({
    isWorking: true,
    images: [],
  });
  expect(readData('quote', requestOf('quote-01')).data).toMatchObject({
    quoteRequired: false,
    delivery: false,
    newJobsite: undefined,
    rentalStart: '01/22/2023',
    jobsiteCity: 'Mason',
    catalogItems: [],
  });
  expect(readData('lead', requestOf('lead-01')).data).toMatchObject({
    company: 'ACME Water Supply',
    email: 'john@acme.com',
    subscription: false,
    geocodeLatitude: 40.143105,
  });
});

it('reads a shopping cart', () => {
  const item = {
    image: { imageUrl: 'https://example.com/a.jpg' },
    quantity: '2',
    estimatedRate: { daily: { amount: new NumberLiteral('65.00'), currency: 'USD' }, weekly: null },
    name: 'BREAKER',
    categoryGroup: { rmsId: 7, title: 'BREAKER, 60LB' },
  };
  const { data, faults } = readData('quote', { properties: { catalogItems: [item] } });
  expect(faults).toEqual([]);
  expect(data.catalogItems).toMatchObject([
    {
      imageUrl: 'https://example.com/a.jpg',
      quantity: 2,
      daily: { amount: 65, currency: 'USD' },
      weekly: { amount: undefined },
      rmsId: '7',
    },
  ]);
});

describe('what is not as the interface says is left out and told with its place:', () => {
  it.each<[string, Parameters<typeof readData>, string[]]>([
    [
      'a flag',
      ['calloff', { properties: { transportationNeeded: 'perhaps' } }],
      ['properties.transportationNeeded'],
    ],
    ['a time', ['extend', { requestedDate: '2022-02-30T00:00:00Z' }], ['requestedDate']],
    ['a text', ['purchase_order', { properties: { poNumber: {} } }], ['properties.poNumber']],
    [
      'a number',
      ['lead', { properties: { googleGeocode: { lat: 'north' } } }],
      ['properties.googleGeocode.lat'],
    ],
    ['a list', ['extend', { assets: {} }], ['assets']],
    [
      'an item of a list',
      ['extend', { assets: [{}, 'x', { serialNumber: [] }] }],
      ['assets[1]', 'assets[2].serialNumber'],
    ],
    ['two assets for service', ['service', { assets: [{}, {}] }], ['assets']],
    ['no asset for service', ['service', {}], ['assets']],
    ['everything, when properties are none', ['purchase_order', { properties: 'x' }], []],
  ])('%s', (_what, [type, details], paths) => {
    expect(readData(type, details).faults.map(({ path }) => path)).toEqual(paths);
  });
});

it.each(['', null, undefined])('%j says nothing', (nothing) => {
  const properties = { quoteRequired: nothing, delivery: nothing };
  const { data, faults } = readData('quote', { requestedDate: nothing, properties });
  expect(faults).toEqual([]);
  expect([data.quoteRequired, data.delivery, data.requestedDate]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('members that an object inherits are none of a request', () => {
  const details = JSON.parse('{"__proto__": {"requestedDate": "2022-01-01"}}') as object;
  expect(readData('extend', { ...details }).data.requestedDate).toBeUndefined();
  expect(readData('purchase_order', { properties: {} }).data.poNumber).toBeUndefined();
  expect(assetsOf({ constructor: 'x' })).toEqual([]);
});
