import { expect, it } from '@jest/globals';
import { fieldCases } from '../support/interface-cases.js';
import { bundleOf, interfaceServer } from '../support/interface-dealer.js';
import { asset, contract } from '../support/interface-factories.js';
import { fieldChecks } from '../support/interface-field-checks.js';
import { withValue, without } from '../support/interface-fields.js';
import { lines, num } from '../support/interface-json.js';
import { fullItem } from '../support/interface-rows.js';

const server = interfaceServer();
const checks = fieldChecks(server, 'contract');
const full = fullItem('contract');

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

it('rounds an Integer rate half up, with a warning, and keeps the exact amount in display', async () => {
  const cases = [
    ['100.5', '101', '100.50'],
    ['100.49', '100', '100.49'],
    ['0.5', '1', '0.50'],
    ['-100.5', '-100', '-100.50'],
    ['100.125', '100', '100.125'],
    ['999999999999999.5', '1000000000000000', '999999999999999.50'],
    ['1.005E2', '101', '100.50'],
  ].flatMap(([given = '', printed = '', display]) =>
    ['daily', 'monthly', 'weekly'].map((period) => {
      const path = `assetDetails[].rentalRate.${period}`;
      const item = withValue(full, `${path}.amount`, num(given));
      return {
        item: without(item, `${path}.display`),
        expected: withValue(
          withValue(item, `${path}.amount`, num(printed)),
          `${path}.display`,
          display,
        ),
        warning: `${path}.amount`,
      };
    }),
  );
  expect(await fieldCases(server, 'contract', cases)).toEqual([]);
});

it('takes a whole rate as it is, and invents no display for it', async () => {
  const path = 'assetDetails[].rentalRate.daily';
  const cases = ['100', '100.0', '1e2', '0', '-7', '999999999999999'].map((given) => {
    const item = without(withValue(full, `${path}.amount`, num(given)), `${path}.display`);
    const whole = num(String(Number(given)));
    return { item, expected: withValue(item, `${path}.amount`, whole) };
  });
  expect(await fieldCases(server, 'contract', cases)).toEqual([]);
});

it('keeps the display that the load gives, also beside a rounded rate', async () => {
  const path = 'assetDetails[].rentalRate.weekly.amount';
  const item = withValue(full, path, num('100.5'));
  const cases = [{ item, expected: withValue(full, path, num('101')), warning: path }];
  expect(await fieldCases(server, 'contract', cases)).toEqual([]);
});

it('matches invoiceFrequency without regard to case, and prints it as the table does', async () => {
  const values = 'Day Week Month FourWeek ThirtyDays Quarter BiWeekly SemiAnnual Year'.split(' ');
  const cases = values.flatMap((value) =>
    [value, value.toLowerCase(), value.toUpperCase(), ` ${value} `].map((given) => ({
      item: withValue(full, 'invoiceFrequency', given),
      expected: withValue(full, 'invoiceFrequency', value),
    })),
  );
  expect(await fieldCases(server, 'contract', cases)).toEqual([]);
});

it('rejects an invoiceFrequency that is none of the interface', async () => {
  const cases = ['Four Week', 'Fortnight', '28'].map((given) => ({
    item: withValue(full, 'invoiceFrequency', given),
    reject: 'invoiceFrequency',
  }));
  expect(await fieldCases(server, 'contract', cases)).toEqual([]);
});

it('prints the four contract types, and Rental with a warning for any other', async () => {
  const known = ['Rental', 'Lease', 'RTO', 'RPO'].flatMap((value) =>
    [value, value.toLowerCase()].map((given) => ({
      item: withValue(full, 'contractType', given),
      expected: withValue(full, 'contractType', value),
    })),
  );
  const others = ['Loan', 'Rental agreement', 'x'.repeat(101)].map((given) => ({
    item: withValue(full, 'contractType', given),
    expected: withValue(full, 'contractType', 'Rental'),
    warning: 'contractType',
  }));
  expect(await fieldCases(server, 'contract', [...known, ...others])).toEqual([]);
});

it('keeps leading zeros, Unicode and JSON’s special characters in ids and texts', async () => {
  const texts = [
    '00123',
    '-0',
    '1e5',
    'Ünïcødé ß 漢字 😀',
    '"\\/\b\t\n"',
    '<\u2028/script>',
    "a'b;--%_",
  ];
  const cases = texts.flatMap((text) =>
    ['contractId', 'customerId', 'jobsiteId', 'salesRep', 'assetDetails[].serialNumber'].map(
      (path) => {
        const item = withValue(full, path, text);
        return { item, expected: item };
      },
    ),
  );
  expect(await fieldCases(server, 'contract', cases)).toEqual([]);
});

it('removes white space around an identifier, with a warning, and keeps it in other text', async () => {
  const item = withValue(full, 'salesRep', ' Sam ');
  const cases = [
    { item, expected: item },
    {
      item: withValue(full, 'jobsiteId', ' 0012 '),
      expected: withValue(full, 'jobsiteId', '0012'),
      warning: 'jobsiteId',
    },
  ];
  expect(await fieldCases(server, 'contract', cases)).toEqual([]);
});

it('writes the currency of the dealer where a contract names none', async () => {
  const dealer = await server.dealer({ currency: 'EUR' });
  await dealer.load(bundleOf({ contracts: [contract('1'), contract('2', { currency: 'CHF' })] }));
  const items = await dealer.items('contract', 'customer=C1');
  expect(items.map(({ currency }) => currency)).toEqual(['EUR', 'CHF']);
});

it('prints empty arrays as []', async () => {
  const dealer = await server.dealer();
  const empty = { assetDetails: [], feeDetails: [], taxDetails: [], active: true };
  await dealer.load(bundleOf({ contracts: [contract('1', empty)] }));
  const { text } = await dealer.get('contract?customer=C1');
  expect(text).toContain('"assetDetails":[],"feeDetails":[],"taxDetails":[]}');
});

it('leaves out what the interface does not know, and names it once', async () => {
  const dealer = await server.dealer();
  const unknown = { colour: 'yellow', assetDetails: [asset({ engine: 'C7' })] };
  const rows = ['1', '2', '3'].map((id) => ({ ...contract(id), ...unknown }));
  await dealer.load({ 'contracts.ndjson': lines(rows) });
  const { text } = await dealer.get('contract?customer=C1');
  expect(text).not.toMatch(/colour|engine/);
  const issues = await dealer.issues();
  expect(issues.map(({ severity, field }) => `${severity} ${field}`).toSorted()).toEqual([
    'warning assetDetails[].engine',
    'warning colour',
  ]);
});
