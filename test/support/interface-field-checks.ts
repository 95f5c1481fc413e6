import { expect } from '@jest/globals';
import {
  isDatetime,
  itemFields,
  withValue,
  without,
  type FieldRule,
  type Item,
} from './interface-fields.js';
import { fieldCases, type Case } from './interface-cases.js';
import { num } from './interface-json.js';
import {
  defaultOf,
  fullItem,
  isNeeded,
  requiredItem,
  requiredItemWithDefaults,
  type ItemEndpoint,
} from './interface-rows.js';
import type { InterfaceServer } from './interface-dealer.js';

/** Identifiers are never cut: a cut one would name something else. All other text is descriptive. */
const IDENTIFIERS = new Set(
  (
    'contractId poNumber jobsiteId divisionId locationId customerId currency pdfUrl rentedAssetId ' +
    'attachedTo callOffConfirmationNumber assetId assetPurchasePrice equipmentAssetId serialNumber ' +
    'categoryId groupId invoiceId'
  ).split(' '),
);

/** The checks that hold for every field of every endpoint, made of the interface's tables. */
export function fieldChecks(server: InterfaceServer, endpoint: ItemEndpoint) {
  const full = fullItem(endpoint);
  const fields = itemFields(endpoint).filter(({ path }) => !path.endsWith('[]'));
  const limited = fields.filter(({ maxLength, path }) => maxLength && path !== 'contractType');
  const run = async (cases: readonly Case[]) => {
    expect(cases.length).toBeGreaterThan(0);
    expect(await fieldCases(server, endpoint, cases)).toEqual([]);
  };
  return {
    printsEveryField: () => run([{ item: full, expected: full }]),

    printsRequiredFieldsAlone: () =>
      run([
        {
          item: requiredItem(endpoint),
          expected: requiredItemWithDefaults(endpoint),
        },
      ]),

    takesTextAtItsLimit: () =>
      run(
        limited.flatMap(({ path, maxLength = 0 }) =>
          [LATIN, ASTRAL].map((alphabet) => {
            const item = withValue(full, path, textOf(maxLength, alphabet));
            return { item, expected: item };
          }),
        ),
      ),

    cutsDescriptiveText: () =>
      run(
        limited
          .filter(({ path }) => !IDENTIFIERS.has(nameOf(path)))
          .flatMap(({ path, maxLength = 0 }) =>
            [LATIN, ASTRAL].map((alphabet) => ({
              item: withValue(full, path, textOf(maxLength + 1, alphabet)),
              expected: withValue(full, path, textOf(maxLength, alphabet)),
              warning: path,
            })),
          ),
      ),

    rejectsLongIdentifiers: () =>
      run(
        limited
          .filter(({ path }) => IDENTIFIERS.has(nameOf(path)))
          .flatMap(({ path, maxLength = 0 }) =>
            [LATIN, ASTRAL].map((alphabet) => ({
              item: withValue(full, path, textOf(maxLength + 1, alphabet)),
              reject: path,
            })),
          ),
      ),

    rejectsWithoutRequired: () =>
      run(
        fields
          .filter((field) => isNeeded(endpoint, field))
          .filter(({ path }) => defaultOf(path) === undefined)
          .flatMap((field) => missing(full, field).map((item) => ({ item, reject: field.path }))),
      ),

    leavesOutOptional: () =>
      run(
        fields
          .filter((field) => !isNeeded(endpoint, field) || defaultOf(field.path))
          .flatMap((field) =>
            missing(full, field).map((item) => ({ item, expected: withDefault(full, field) })),
          ),
      ),

    rejectsWrongTypes: () =>
      run(
        itemFields(endpoint).flatMap((field) =>
          wrongValues(field).map((value) => ({
            item: withValue(full, field.path, value),
            reject: field.path,
          })),
        ),
      ),

    rejectsUnstorableText: () =>
      run(
        fields
          .filter((field) => field.type === 'String' && !isDatetime(field))
          .flatMap(({ path }) =>
            ['NUL \0', 'high \ud83d', '\ude00 low'].map((text) => ({
              item: withValue(full, path, text),
              reject: path,
            })),
          ),
      ),

    printsExactDoubles: () =>
      run(
        fields
          .filter(({ type }) => type === 'Double')
          .flatMap(({ path }) =>
            DOUBLES.map(([given, printed]) => ({
              item: withValue(full, path, num(given)),
              ...(printed === undefined
                ? { reject: path }
                : { expected: withValue(full, path, num(printed)) }),
            })),
          ),
      ),
  };
}

const LATIN = ['a', 'ß', '漢', '"', '\\'];
const ASTRAL = ['😀', '𝔸'];

/** Text of so many characters. */
function textOf(length: number, alphabet: readonly string[]): string {
  return Array.from({ length }, (_, index) => alphabet[index % alphabet.length]).join('');
}

/** What a load may say, and how it is printed; without the second it is refused. */
const DOUBLES: readonly [given: string, printed?: string][] = [
  ['0', '0.0'],
  ['-0', '0.0'],
  ['5000', '5000.0'],
  ['5000.00', '5000.0'],
  ['1234.5', '1234.5'],
  ['999999999999999', '999999999999999.0'],
  ['9007199254740993', '9007199254740993.0'],
  ['123456789012345.67', '123456789012345.67'],
  ['0.1', '0.1'],
  ['1e3', '1000.0'],
  ['1.5E-7', '0.00000015'],
  ['0.00000015', '0.00000015'],
  ['-0.5', '-0.5'],
  ['1e400'],
];

/** All ways to say nothing: no member, null, and for text a blank one. */
function missing(item: Item, field: FieldRule): Item[] {
  const { path, type } = field;
  const blank = type === 'String' || isDatetime(field) ? ['', ' ', '\u00a0\u3000'] : [];
  return [without(item, path), ...[null, ...blank].map((value) => withValue(item, path, value))];
}

function withDefault(full: Item, { path }: FieldRule): Item {
  const fallback = defaultOf(path);
  return fallback === undefined ? without(full, path) : withValue(full, path, fallback);
}

function wrongValues(field: FieldRule): unknown[] {
  const isRate = /rentalRate\.\w+\.amount$/.test(field.path);
  if (isDatetime(field)) return [5, true, {}, [], 'yesterday', '2021-02-30'];
  switch (field.type) {
    case 'Integer':
      return ['5', true, {}, [], ...(isRate ? [] : [num('1.5')])];
    case 'Double':
      return ['5.0', true, {}, []];
    case 'Boolean':
      return ['true', 1, 0, {}, []];
    case 'Object':
      return [...(field.path.endsWith('[]') ? [null] : []), 'x', 5, true, []];
    case 'Array':
      return ['x', 5, true, {}];
    default:
      return [5, num('5.5'), true, {}, []];
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
