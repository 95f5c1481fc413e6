import { expect, it } from '@jest/globals';
import { bundleOf, interfaceServer } from '../support/interface-dealer.js';
import { customer } from '../support/interface-factories.js';
import { fieldChecks } from '../support/interface-field-checks.js';

const server = interfaceServer();
const checks = fieldChecks(server, 'customer');

it('prints every field of the table as it was given, in the order of the table', () =>
  checks.printsEveryField());

it('prints an item with its required fields alone, and the defaults', () =>
  checks.printsRequiredFieldsAlone());

it('takes every text exactly at its limit, counted in characters', () =>
  checks.takesTextAtItsLimit());

it('cuts descriptive text one character over its limit, with a warning', () =>
  checks.cutsDescriptiveText());

it('rejects an identifier one character over its limit, naming the field', () =>
  checks.rejectsLongIdentifiers());

it('rejects a row without a required field, naming it; null and blank are no value', () =>
  checks.rejectsWithoutRequired());

it('rejects a value of another type, naming the field', () => checks.rejectsWrongTypes());

it('rejects NUL and half surrogate pairs in every text', () => checks.rejectsUnstorableText());

it('answers at /api/v1/customer and at /api/v1/, with or without a slash at the end', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ customers: [customer('0012345', 'BRIDGER, INC')] }));
  for (const path of ['/customer', '/customer/', '/', '']) {
    const url = `/api/v1${path}?customer=0012345`;
    const { status, text } = await server.get(url, dealer.token);
    expect({ path, status, text }).toEqual({
      path,
      status: 200,
      text: '{"customer":{"customerName":"BRIDGER, INC","customerId":"0012345"}}',
    });
  }
});

it('answers 404 with a problem body for a number that is not valid', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ customers: [customer('0012345')] }));
  for (const id of ['12345', '0012345x', '00123456', "' OR ''='"]) {
    for (const path of ['customer', '']) {
      const answer = await dealer.get(`${path}?customer=${encodeURIComponent(id)}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ status: 404, title: 'No such customer' });
    }
  }
});

it('answers 404 for a number of another dealer, and for one that was deleted', async () => {
  const [dealer, other] = [await server.dealer(), await server.dealer()];
  await dealer.load(bundleOf({ customers: [customer('1'), customer('2')] }));
  await other.load(bundleOf({ customers: [customer('3')] }));
  await dealer.load(bundleOf({ customers: [{ customerId: '2', deleted: true }] }), 'delta');
  const statuses = await Promise.all(
    ['1', '2', '3'].map(async (id) => (await dealer.get(`customer?customer=${id}`)).status),
  );
  expect(statuses).toEqual([200, 404, 404]);
});
