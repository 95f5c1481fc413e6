import { describe, expect, it } from '@jest/globals';
import { itemFields, type Endpoint } from '../../test/support/interface-fields.js';
import { CATEGORY_FIELDS, RATE_FIELDS } from '../catalog/catalog.fields.js';
import { CONTRACT_FIELDS } from '../contracts/contract.fields.js';
import { CUSTOMER_FIELDS } from '../customers/customer.fields.js';
import { INVOICE_FIELDS } from '../invoices/invoice.fields.js';
import { JOBSITE_FIELDS } from '../jobsites/jobsite.fields.js';
import { LOCATION_FIELDS } from '../locations/location.fields.js';
import type { Field } from './field.js';

const DECLARED: readonly (readonly [Endpoint, readonly Field[]])[] = [
  ['contract', CONTRACT_FIELDS],
  ['jobsite', JOBSITE_FIELDS],
  ['dealer-category', CATEGORY_FIELDS],
  ['invoice', INVOICE_FIELDS],
  ['customer', CUSTOMER_FIELDS],
  ['location', LOCATION_FIELDS],
];

/** Where a declaration is stricter than the interface's table, and why. */
const STRICTER: Readonly<Record<string, { required: true }>> = {
  // CRS asks for jobsites by customer: one without a customer would be nobody's.
  'jobsite customerId': { required: true },
};

/** What the declaration and the table both say of a field. */
interface Rule {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly maxLength?: number;
}

const TYPES = {
  text: 'String',
  integer: 'Integer',
  double: 'Double',
  boolean: 'Boolean',
  datetime: 'Datetime',
  object: 'Object',
  array: 'Array',
};

/** Load-only members are told by the dealer and never printed, so the interface has none of them. */
function declaredRules(fields: readonly Field[], parent = ''): Rule[] {
  return fields
    .filter(({ loadOnly }) => !loadOnly)
    .flatMap((field) => {
      const path = parent + field.name;
      const rule = {
        path,
        type: TYPES[field.type],
        required: field.required ?? false,
        ...(field.type === 'text' && field.maxLength && { maxLength: field.maxLength }),
      };
      if (field.type === 'object') return [rule, ...declaredRules(field.fields, `${path}.`)];
      if (field.type === 'array') return [rule, ...declaredRules(field.fields, `${path}[].`)];
      return [rule];
    });
}

function tableRules(endpoint: Endpoint): Rule[] {
  return itemFields(endpoint)
    .filter(({ path }) => !path.endsWith('[]'))
    .map(({ path, type, required, maxLength, format }) => ({
      path,
      // Dates of assets are typed String in the table, and said to be ISO 8601 datetimes.
      type: format === 'date-time' ? 'Datetime' : type,
      required,
      ...(maxLength !== undefined && { maxLength }),
      ...STRICTER[`${endpoint} ${path}`],
    }));
}

it.each(DECLARED)(
  '%s: names, order, types, duties and lengths are the interface’s',
  (endpoint, fields) => {
    expect(declaredRules(fields)).toEqual(tableRules(endpoint));
  },
);

it('every exception is one', () => {
  for (const name of Object.keys(STRICTER)) {
    const [endpoint, path] = name.split(' ');
    const rule = itemFields(endpoint as Endpoint).find((field) => field.path === path);
    expect(rule).toMatchObject({ required: false });
  }
});

describe('what only a load tells', () => {
  it.each([
    ['contracts', CONTRACT_FIELDS, ['active']],
    ['jobsites', JOBSITE_FIELDS, ['active']],
    // The endpoint is asked by customer and does not print it.
    ['invoices', INVOICE_FIELDS, ['customerId']],
    ['rates', RATE_FIELDS, ['customerId', 'groupId']],
    ['categories', CATEGORY_FIELDS, []],
    ['customers', CUSTOMER_FIELDS, []],
    ['locations', LOCATION_FIELDS, []],
  ])('of %s', (_, fields, names) => {
    expect(fields.filter(({ loadOnly }) => loadOnly).map(({ name }) => name)).toEqual(names);
  });
});

it('a rate of a customer has the form of the book rate in the catalog, its amounts required', () => {
  const rate = declaredRules(RATE_FIELDS).map((rule) =>
    rule.path.endsWith('.amount') ? { ...rule, required: false } : rule,
  );
  const root = 'categoryGroups[].groupRate.properties.';
  const book = tableRules('dealer-category')
    .filter(({ path }) => path.startsWith(root) && !path.endsWith('.rateType'))
    .map((rule) => ({ ...rule, path: rule.path.slice(root.length) }));
  expect(rate).toEqual(book);
});

it('an object of the interface names no member twice', () => {
  const names = (fields: readonly Field[]): void => {
    const own = fields.map(({ name }) => name);
    expect(new Set(own).size).toBe(own.length);
    for (const field of fields) if ('fields' in field) names(field.fields);
  };
  for (const [, fields] of DECLARED) names(fields);
});
