import {
  itemFields,
  isDatetime,
  withValue,
  type Endpoint,
  type FieldRule,
  type Item,
} from './interface-fields.js';

/** The endpoints whose items come from one row of a load each. */
export type ItemEndpoint = Exclude<Endpoint, 'incremental'>;

/** How items of an endpoint are loaded. */
export const LOADS: Readonly<
  Record<ItemEndpoint, { resource: string; key: string; loadOnly: Item }>
> = {
  contract: { resource: 'contracts', key: 'contractId', loadOnly: {} },
  jobsite: { resource: 'jobsites', key: 'jobsiteId', loadOnly: {} },
  'dealer-category': { resource: 'categories', key: 'categoryId', loadOnly: {} },
  invoice: { resource: 'invoices', key: 'invoiceId', loadOnly: { customerId: 'customerId' } },
  customer: { resource: 'customers', key: 'customerId', loadOnly: {} },
  location: { resource: 'locations', key: 'locationId', loadOnly: {} },
};

/** Values that say more than the name of their field. */
const VALUES: Item = {
  contractType: 'Lease',
  invoiceFrequency: 'Month',
  currency: 'EUR',
  rateType: 'book',
  assetReturnedDate: '2099-08-06T12:54:32Z',
};

/** An item with every field of the interface's table, as it is printed. */
export function fullItem(endpoint: ItemEndpoint): Item {
  return itemOf(endpoint, () => true);
}

/** An item with the fields only that a load must give. */
export function requiredItem(endpoint: ItemEndpoint): Item {
  return itemOf(endpoint, (field) => isNeeded(endpoint, field));
}

/** A jobsite's customer is optional in an answer, but a load must tell whose the jobsite is. */
export function isNeeded(endpoint: ItemEndpoint, { path, required }: FieldRule): boolean {
  return required || (endpoint === 'jobsite' && path === 'customerId');
}

/** What is printed of {@link requiredItem}. */
export function requiredItemWithDefaults(endpoint: ItemEndpoint): Item {
  let item = itemOf(
    endpoint,
    (field) => isNeeded(endpoint, field) || defaultOf(field.path) !== undefined,
  );
  for (const { path } of itemFields(endpoint).filter((field) => !field.required)) {
    const value = defaultOf(path);
    const parent = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
    if (value !== undefined && has(item, parent)) item = withValue(item, path, value);
  }
  return item;
}

/** What is written where a row says nothing; the model is the short description. */
const DEFAULTS: Item = {
  contractType: 'Rental',
  invoiceFrequency: 'FourWeek',
  currency: 'USD',
  model: 'shortDescription',
  rateType: 'book',
  assetCount: 0,
};

/** Currency has a default at the top of contracts and invoices, not inside their rates. */
export function defaultOf(path: string): unknown {
  if (path.endsWith('.currency') || path.endsWith('rentalRate.rateType')) return undefined;
  return DEFAULTS[path.slice(path.lastIndexOf('.') + 1)];
}

function itemOf(endpoint: ItemEndpoint, keep: (field: FieldRule) => boolean): Item {
  let item: Item = {};
  const leftOut: string[] = [];
  for (const field of itemFields(endpoint)) {
    const { path, type } = field;
    const inside = leftOut.some((parent) => path.startsWith(parent));
    if (inside || !(keep(field) || path.endsWith('[]'))) leftOut.push(`${path}.`);
    else if (type === 'Array') item = withValue(item, path, [{}]);
    else if (type === 'Object') item = withValue(item, path, {});
    else {
      const name = path.slice(path.lastIndexOf('.') + 1);
      const value = isDatetime(field) ? '2019-08-06T12:54:32Z' : SAMPLES[type](name);
      item = withValue(item, path, VALUES[name] ?? value);
    }
  }
  return item;
}

function has(item: Item, path: string): boolean {
  let value: unknown = item;
  for (const name of path.split('.').filter(Boolean))
    value = name.endsWith('[]')
      ? ((value as Item)?.[name.slice(0, -2)] as unknown[] | undefined)?.[0]
      : (value as Item)?.[name];
  return value !== undefined;
}

const SAMPLES = {
  String: (name: string) => name,
  Integer: () => 7,
  Double: () => 1234.56,
  Boolean: () => true,
  Datetime: () => '2019-08-06T12:54:32Z',
} as const;
