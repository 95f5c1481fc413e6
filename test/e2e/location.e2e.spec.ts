import { expect, it } from '@jest/globals';
import { bundleOf, interfaceServer } from '../support/interface-dealer.js';
import { location } from '../support/interface-factories.js';
import { fieldChecks } from '../support/interface-field-checks.js';

const server = interfaceServer();
const checks = fieldChecks(server, 'location');

it('prints every field of the table as it was given, in the order of the table', () =>
  checks.printsEveryField());

it('prints an item with its required fields alone, and the defaults', () =>
  checks.printsRequiredFieldsAlone());

it('takes every text exactly at its limit, counted in characters', () =>
  checks.takesTextAtItsLimit());

it('rejects an identifier one character over its limit, naming the field', () =>
  checks.rejectsLongIdentifiers());

it('rejects a row without a required field, naming it; null and blank are no value', () =>
  checks.rejectsWithoutRequired());

it('leaves out an optional field without a value, or writes its default', () =>
  checks.leavesOutOptional());

it('rejects a value of another type, naming the field', () => checks.rejectsWrongTypes());

it('rejects NUL and half surrogate pairs in every text', () => checks.rejectsUnstorableText());

it('lists all locations of the dealer by id, page by page, whoever the customer is', async () => {
  const dealer = await server.dealer();
  const ids = Array.from({ length: 130 }, (_, index) => `L${String(index).padStart(3, '0')}`);
  await dealer.load(bundleOf({ locations: ids.toReversed().map((id) => location(id)) }));
  const { text } = await dealer.get('location?items=2&page=32');
  expect(text).toBe(
    '{"items":[{"locationId":"L064"},{"locationId":"L065"}],' +
      '"totalPages":65,"totalElements":130,"empty":false,"size":2,"number":32}',
  );
  const items = await dealer.items('location', 'customer=C1');
  expect(items.map(({ locationId }) => locationId)).toEqual(ids);
});

it('prints properties as far as there are any', async () => {
  const dealer = await server.dealer();
  const some = { name: 'Office', address1: '1 Way', latitude: '12.34567' };
  const locations = [location('1', { properties: some }), location('2', { properties: {} })];
  await dealer.load(bundleOf({ locations }));
  const { text } = await dealer.get('location');
  expect(text).toContain(
    '{"locationId":"1","properties":{"address1":"1 Way","latitude":"12.34567","name":"Office"}}',
  );
  expect(text).toContain('{"locationId":"2","properties":{}}');
});

it('takes the interface’s sample query, whose items is written tems', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ locations: ['1', '2', '3'].map((id) => location(id)) }));
  const { body } = await dealer.get(`location?tems=2&page=0&dealer=${dealer.code}`);
  expect(body).toMatchObject({ size: 10, totalElements: 3 });
});
