import { amountText, doubleText, isWhole, roundedText } from './decimal.js';
import { isObject, Num, type Exact, type ExactObject } from './exact.js';
import { utcText } from './moment.js';
import { itemTable, type Field } from './table.js';

/** The settings of the dealer that rows are read with. */
export interface Dealer {
  readonly timeZone: string;
  readonly currency: string;
}

/** The row breaks a rule. */
class Rejected extends Error {}

/** What a row says, in the interface's form. */
export interface ReadRow {
  /** As it is printed, apart from what depends on other rows. */
  readonly item: ExactObject;
  readonly customer: string;
  /** What the load says of being active. */
  readonly active: boolean | undefined;
}

/** How rows of a resource become items of an endpoint. */
export const RESOURCES = {
  customers: { endpoint: 'customer', key: ['customerId'] },
  locations: { endpoint: 'location', key: ['locationId'] },
  categories: { endpoint: 'dealer-category', key: ['categoryId'] },
  rates: { endpoint: undefined, key: ['customerId', 'groupId'] },
  jobsites: { endpoint: 'jobsite', key: ['jobsiteId'] },
  contracts: { endpoint: 'contract', key: ['contractId'] },
  invoices: { endpoint: 'invoice', key: ['invoiceId'] },
} as const;

export type Resource = keyof typeof RESOURCES;

/** A customer's rate has the members of a catalog rate, and says whose it is and for which group. */
function rateTable(): Field[] {
  const groups = itemTable('dealer-category').find(({ name }) => name === 'categoryGroups');
  const groupRate = groups?.members.find(({ name }) => name === 'groupRate');
  const rate = groupRate?.members[0]?.members ?? [];
  const groupId = groups?.members.filter(({ name }) => name === 'groupId') ?? [];
  const own = rate.filter(({ name }) => name !== 'rateType');
  return [...customerTable(), ...groupId, ...own];
}

function customerTable(): Field[] {
  return itemTable('customer').filter(({ name }) => name === 'customerId');
}

/** CRS asks by customer, so a load must name it. */
function tableOf(resource: Resource): Field[] {
  if (resource === 'rates') return rateTable();
  const table = itemTable(RESOURCES[resource].endpoint);
  if (resource === 'invoices') return [...table, ...customerTable()];
  if (resource !== 'jobsites') return table;
  return table.map((field) => (field.name === 'customerId' ? { ...field, required: true } : field));
}

const COMPILED = new Map<Resource, Field[]>();

/** Reads one row of a source. @returns undefined when it is rejected */
export function readRow(resource: Resource, row: ExactObject, dealer: Dealer): ReadRow | undefined {
  const table = COMPILED.get(resource) ?? tableOf(resource);
  COMPILED.set(resource, table);
  try {
    const item = readObject(table, row, dealer, resource);
    const active = row['active'] ?? undefined;
    if (active !== undefined && typeof active !== 'boolean') throw new Rejected('active');
    const customer = typeof item['customerId'] === 'string' ? item['customerId'] : '';
    if (resource === 'invoices') delete item['customerId'];
    if (resource === 'categories') nameBookRates(item);
    return { item, customer, active };
  } catch (error) {
    if (error instanceof Rejected) return undefined;
    throw error;
  }
}

/** The key of a row, if it can be read. */
export function keyOf(resource: Resource, row: ExactObject): string | undefined {
  const parts = RESOURCES[resource].key.map((name) => row[name]);
  return parts.every((part) => typeof part === 'string' && part.trim() !== '')
    ? parts.map((part) => (part as string).trim()).join('\u001f')
    : undefined;
}

function readObject(table: Field[], given: Exact, dealer: Dealer, place: string): ExactObject {
  if (!isObject(given)) throw new Rejected(place);
  const item: ExactObject = {};
  for (const field of table) {
    const isMisspelt = field.name === 'amount' && place.startsWith('invoices');
    const value = given[field.name] ?? (isMisspelt ? given['amout'] : undefined);
    const read = isNothing(value)
      ? defaultOf(field, given, item, dealer, place)
      : readValue(field, value, dealer, place);
    if (read !== undefined) item[field.name] = read;
    else if (field.required) throw new Rejected(`${place} ${field.name}`);
  }
  return item;
}

function isNothing(value: Exact | undefined): value is null | undefined | '' {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}

function readValue(field: Field, value: Exact, dealer: Dealer, place: string): Exact {
  const inside = `${place}.${field.name}`;
  switch (field.type) {
    case 'Object':
      return readObject(field.members, value, dealer, inside);
    case 'Array':
      if (!Array.isArray(value)) throw new Rejected(inside);
      return value.map((one) => readObject(field.members, one, dealer, inside));
    case 'Boolean':
      if (typeof value !== 'boolean') throw new Rejected(inside);
      return value;
    case 'Double':
      if (!(value instanceof Num)) throw new Rejected(inside);
      return new Num(doubleText(value.source));
    case 'Integer':
      if (!(value instanceof Num)) throw new Rejected(inside);
      if (!isWhole(value.source) && field.name !== 'amount') throw new Rejected(inside);
      return new Num(roundedText(value.source));
    case 'Datetime': {
      const moment = typeof value === 'string' ? utcText(value, dealer.timeZone) : undefined;
      if (moment === undefined) throw new Rejected(inside);
      return moment;
    }
    case 'String':
      return readText(field, value, inside);
  }
}

const FREQUENCIES = 'Day Week Month FourWeek ThirtyDays Quarter BiWeekly SemiAnnual Year'.split(
  ' ',
);
const TYPES = ['Rental', 'Lease', 'RTO', 'RPO'];

function readText(field: Field, value: Exact, place: string): string {
  if (typeof value !== 'string' || /\0|\p{Surrogate}/u.test(value)) throw new Rejected(place);
  const isSame = (one: string) => one.toLowerCase() === value.trim().toLowerCase();
  if (field.name === 'contractType') return TYPES.find(isSame) ?? 'Rental';
  if (field.name === 'invoiceFrequency') {
    const frequency = FREQUENCIES.find(isSame);
    if (frequency === undefined) throw new Rejected(place);
    return frequency;
  }
  const isCurrencyOfRate = /daily|weekly|monthly/.test(place);
  if (!field.identifier || isCurrencyOfRate)
    return Array.from(value).slice(0, field.maxLength).join('');
  const text = value.trim();
  if (Array.from(text).length > field.maxLength) throw new Rejected(place);
  return text;
}

function defaultOf(
  { name }: Field,
  given: ExactObject,
  item: ExactObject,
  dealer: Dealer,
  place: string,
): Exact | undefined {
  const isTop = place === 'contracts' || place === 'invoices';
  if (name === 'contractType') return 'Rental';
  if (name === 'invoiceFrequency') return 'FourWeek';
  if (name === 'currency' && isTop) return dealer.currency;
  if (name === 'model') return shortened(item['shortDescription']);
  const { amount } = given;
  const isContractRate = name === 'display' && place.startsWith('contracts');
  return isContractRate && amount instanceof Num && !isWhole(amount.source)
    ? amountText(amount.source)
    : undefined;
}

function shortened(text: Exact | undefined): string | undefined {
  return typeof text === 'string' ? Array.from(text).slice(0, 100).join('') : undefined;
}

function nameBookRates(category: ExactObject): void {
  for (const group of category['categoryGroups'] as ExactObject[]) {
    const groupRate = group['groupRate'];
    if (!isObject(groupRate) || !isObject(groupRate['properties'])) continue;
    const { rateType: _rateType, ...rest } = groupRate['properties'];
    groupRate['properties'] = { rateType: 'book', ...rest };
  }
}
