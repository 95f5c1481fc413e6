import { expect, it } from '@jest/globals';
import { fieldCases } from '../support/interface-cases.js';
import { bundleOf, interfaceServer } from '../support/interface-dealer.js';
import { invoice } from '../support/interface-factories.js';
import { fieldChecks } from '../support/interface-field-checks.js';
import { withValue, without } from '../support/interface-fields.js';
import { num } from '../support/interface-json.js';
import { fullItem } from '../support/interface-rows.js';

const server = interfaceServer();
const checks = fieldChecks(server, 'invoice');
const full = fullItem('invoice');

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

it('leaves out an optional field without a value, or writes its default', () =>
  checks.leavesOutOptional());

it('rejects a value of another type, naming the field', () => checks.rejectsWrongTypes());

it('prints every Double with a decimal point, without exponent and never changed', () =>
  checks.printsExactDoubles());

it('rejects NUL and half surrogate pairs in every text', () => checks.rejectsUnstorableText());

it('reads amout as well as amount, and prints amount', async () => {
  const cases = ['daily', 'monthly', 'weekly'].map((period) => {
    const path = `assetDetails[].rentalRate.${period}`;
    return {
      item: withValue(without(full, `${path}.amount`), `${path}.amout`, num('5000')),
      expected: withValue(full, `${path}.amount`, num('5000.0')),
    };
  });
  expect(await fieldCases(server, 'invoice', cases)).toEqual([]);
});

it('cuts the short description at the limit of the model where it stands in for it', async () => {
  const item = withValue(full, 'assetDetails[].shortDescription', 'long '.repeat(30));
  const path = 'assetDetails[].model';
  const cases = [
    {
      item: without(item, path),
      expected: withValue(item, path, 'long '.repeat(20)),
      warning: path,
    },
  ];
  expect(await fieldCases(server, 'invoice', cases)).toEqual([]);
});

it('lists the newest first, and of the same moment the greater id', async () => {
  const dealer = await server.dealer();
  const rows = [
    invoice('9', { invoiceDate: '2024-05-01' }),
    invoice('10', { invoiceDate: '2024-05-01T13:00:00+01:00' }),
    invoice('😀', { invoiceDate: '2024-05-01' }),
    invoice('\uffee', { invoiceDate: '2024-05-01' }),
    invoice('a', { invoiceDate: '2024-05-01' }),
    invoice('B', { invoiceDate: '2024-05-01' }),
    invoice('old', { invoiceDate: '1999-12-31' }),
    invoice('new', { invoiceDate: '2024-05-01T12:00:00.001Z' }),
  ];
  await dealer.load(bundleOf({ invoices: rows }));
  const items = await dealer.items('invoice', 'customer=C1');
  expect(items.map(({ invoiceId }) => invoiceId)).toEqual([
    'new',
    '😀',
    '\uffee',
    'a',
    'B',
    '9',
    '10',
    'old',
  ]);
});

it('does not print whose invoice it is, but needs to be told', async () => {
  const dealer = await server.dealer();
  const { customerId: _customer, ...ownerless } = invoice('2');
  await dealer.load(bundleOf({ invoices: [invoice('1')] }));
  await dealer.load(bundleOf({ invoices: [ownerless] }), 'delta');
  expect(await dealer.issues()).toMatchObject([
    { severity: 'reject', line: 1, field: 'customerId', reason: 'is missing' },
  ]);
  const { text } = await dealer.get('invoice?customer=C1');
  expect(text).not.toContain('customerId');
});

it('writes the currency of the dealer where an invoice names none', async () => {
  const dealer = await server.dealer({ currency: 'CAD' });
  await dealer.load(bundleOf({ invoices: [invoice('2'), invoice('1', { currency: 'USD' })] }));
  const items = await dealer.items('invoice', 'customer=C1');
  expect(items.map(({ currency }) => currency)).toEqual(['CAD', 'USD']);
});
