import { expect, it } from '@jest/globals';
import { bundleOf, interfaceServer } from '../support/interface-dealer.js';
import { category, group, rate } from '../support/interface-factories.js';
import { fieldChecks } from '../support/interface-field-checks.js';
import type { Item } from '../support/interface-fields.js';
import { lines, num, readJson } from '../support/interface-json.js';

const server = interfaceServer();
const checks = fieldChecks(server, 'dealer-category');

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

/** The rate that is printed for each group: its type, and the daily amount as it is written. */
function rates(text: string): Record<string, string> {
  const { items } = readJson(text) as { items: { categoryGroups: Group[] }[] };
  return Object.fromEntries(
    items
      .flatMap(({ categoryGroups }) => categoryGroups)
      .map(({ groupId, groupRate }) => {
        const { rateType, daily } = groupRate?.properties ?? {};
        return [groupId, daily ? `${rateType} ${JSON.stringify(daily['amount'])}` : 'none'];
      }),
  );
}

interface Group {
  readonly groupId: string;
  readonly groupRate?: { properties: { rateType: string; daily: Item } };
}

const CATALOG = [
  category('1', [group('A', num('10')), group('B')]),
  category('2', [group('C', num('30.5'))]),
];

it('prints book rates without a customer, and a customer’s own rates where there are any', async () => {
  const dealer = await server.dealer();
  await dealer.load({
    'categories.ndjson': lines(CATALOG),
    'rates.ndjson': lines([
      rate('C1', 'A', num('8'), { rentalRateId: '0042' }),
      rate('C1', 'B', num('123456789012345.67')),
      rate('C2', 'C', num('29')),
    ]),
  });
  const ratesFor = async (query: string) =>
    rates((await dealer.get(`dealer-category${query}`)).text);
  const book = { A: 'book 10.0', B: 'none', C: 'book 30.5' };
  expect(await ratesFor('')).toEqual(book);
  expect(await ratesFor('?customer=')).toEqual(book);
  expect(await ratesFor('?customer=unknown')).toEqual(book);
  expect(await ratesFor('?customer=C1')).toEqual({
    A: 'customer 8.0',
    B: 'customer 123456789012345.67',
    C: 'book 30.5',
  });
  expect(await ratesFor('?customer=C2')).toEqual({ ...book, C: 'customer 29.0' });
  const { text } = await dealer.get('dealer-category?customer=C1');
  expect(text).toContain(
    '{"title":"A","groupId":"A","groupRate":{"properties":{"rateType":"customer",' +
      '"rentalRateId":"0042","daily":{"amount":8.0},"monthly":{"amount":8.0},' +
      '"weekly":{"amount":8.0}}}}',
  );
});

it('calls the rate of a category the book rate, whatever the load calls it', async () => {
  const dealer = await server.dealer();
  const groups = ['customer', 'BOOK', undefined].map((rateType, index) => {
    const periods = { daily: { amount: num('1') }, monthly: {}, weekly: {} };
    return { ...group(String(index)), groupRate: { properties: { rateType, ...periods } } };
  });
  await dealer.load({ 'categories.ndjson': lines([category('1', groups)]) });
  const { text } = await dealer.get('dealer-category');
  expect(rates(text)).toEqual({ 0: 'book 1.0', 1: 'book 1.0', 2: 'book 1.0' });
});

it('passes over a rate for a group that is not in the catalog', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ categories: CATALOG, rates: [rate('C1', 'Z', 5)] }));
  const { text } = await dealer.get('dealer-category?customer=C1');
  expect(rates(text)).toEqual({ A: 'book 10.0', B: 'none', C: 'book 30.5' });
});

it('serves the whole catalog at once, by category id, without pages', async () => {
  const dealer = await server.dealer();
  const ids = Array.from({ length: 130 }, (_, index) => String(index).padStart(3, '0'));
  const groups = ['z', 'a', 'm'].map((id) => group(id));
  await dealer.load(bundleOf({ categories: ids.toReversed().map((id) => category(id, groups)) }));
  const { body, text } = await dealer.get('dealer-category?items=5&page=3');
  expect(Object.keys(body)).toEqual(['items']);
  const items = body.items as { categoryId: string; categoryGroups: Group[] }[];
  expect(items.map(({ categoryId }) => categoryId)).toEqual(ids);
  expect(items[7]?.categoryGroups.map(({ groupId }) => groupId)).toEqual(['z', 'a', 'm']);
  expect(text).toBe((await dealer.get('dealer-category')).text);
});

it('serves an empty catalog as an empty list, and an empty category with an empty array', async () => {
  const dealer = await server.dealer();
  await dealer.load({ 'categories.ndjson': '' });
  expect((await dealer.get('dealer-category')).text).toBe('{"items":[]}');
  await dealer.load(bundleOf({ categories: [category('1')] }));
  const { text } = await dealer.get('dealer-category?customer=C1');
  expect(text).toBe('{"items":[{"categoryId":"1","title":"1","categoryGroups":[]}]}');
});

it('rejects a rate without an amount, and without one of the three periods', async () => {
  const dealer = await server.dealer();
  const { weekly: _weekly, ...twoPeriods } = rate('C1', 'B', 5);
  await dealer.load(bundleOf({ categories: CATALOG, rates: [rate('C1', 'A', 5)] }));
  await dealer.load(
    bundleOf({ rates: [rate('C1', 'C', 5, { daily: { currency: 'USD' } }), twoPeriods] }),
    'delta',
  );
  const issues = await dealer.issues();
  expect(issues.map(({ line, field }) => [line, field])).toEqual([
    [1, 'daily.amount'],
    [2, 'weekly'],
  ]);
});
