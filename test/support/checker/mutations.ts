import type { Dice } from './dice.js';
import { isObject, Num, textOf, type Exact, type ExactObject } from './exact.js';
import type { Bundle } from './model.js';
import { RESOURCES, type Resource } from './rows.js';
import { itemTable } from './table.js';

const NAMES = Object.keys(RESOURCES) as Resource[];

/** The bundle as another system might tell it: other forms, other ids, less of what is optional. */
export function mutated(bundle: Bundle, dice: Dice): Bundle {
  const rename = renamer(dice);
  const one = (resource: Resource) => (row: ExactObject) =>
    mutateRow(resource, withCustomer(row, rename), dice);
  return forEachResource(bundle, (resource, rows) => {
    const changed = rows.map(one(resource));
    // One in forty at most: a load with more rejects might be held back.
    const fault = rows.length >= 40 ? dice.int(0, rows.length - 1) : -1;
    return changed.map((row, index) => (index === fault ? broken(row, dice) : row));
  });
}

/** Changes to a bundle that was loaded: rows that differ, went, are new or are faulty. */
export function delta(bundle: Bundle, dice: Dice, name: string): Bundle {
  const customers = (bundle.customers ?? []).map(({ customerId = '' }) => customerId);
  return forEachResource(bundle, (resource, rows) => {
    const keys: readonly string[] = RESOURCES[resource].key;
    return dice.some(rows, Math.ceil(rows.length / 8)).map((row) => {
      const kind = dice.fraction();
      if (kind < 0.15)
        return { ...Object.fromEntries(keys.map((key) => [key, row[key] ?? ''])), deleted: true };
      if (kind < 0.25) return broken(row, dice);
      const own = keys.at(-1) ?? '';
      const id = kind < 0.5 ? { [own]: `${textOf(row, own)}${name}` } : {};
      const isMoved = 'customerId' in row && !keys.includes('customerId') && dice.chance(0.2);
      const owner: ExactObject = isMoved ? { customerId: dice.pick(customers) } : {};
      return mutateRow(resource, { ...row, ...id, ...owner }, dice);
    });
  });
}

function forEachResource(
  bundle: Bundle,
  change: (resource: Resource, rows: readonly ExactObject[]) => readonly ExactObject[],
): Bundle {
  return Object.fromEntries(NAMES.map((name) => [name, change(name, bundle[name] ?? [])]));
}

/** Some customers get another id, the same in all files. */
function renamer(dice: Dice): (id: string) => string {
  const names = new Map<string, string>();
  return (id) => {
    const name = dice.pick([id, id, `000${id}`, `${id}-ÄÖ😀`, `"${id}"`, `${id} & Söhne`]);
    if (!names.has(id)) names.set(id, name);
    return names.get(id) ?? id;
  };
}

function withCustomer(row: ExactObject, rename: (id: string) => string): ExactObject {
  const { customerId } = row;
  return typeof customerId === 'string' ? { ...row, customerId: rename(customerId) } : row;
}

function mutateRow(resource: Resource, row: ExactObject, dice: Dice): ExactObject {
  const optional = optionalPaths(resource);
  const changed = mutateObject(row, '', optional, dice);
  if (resource === 'contracts') Object.assign(changed, contractChanges(changed, dice));
  if (resource === 'invoices') Object.assign(changed, invoiceChanges(changed, dice));
  if (resource === 'jobsites' && dice.chance(0.1)) changed['active'] = dice.chance(0.5);
  if (resource === 'jobsites' && dice.chance(0.1)) changed['assetCount'] = new Num('7');
  if (dice.chance(0.05)) changed['unknown to the interface'] = { a: [1, 2].map(String) };
  return changed;
}

function contractChanges(row: ExactObject, dice: Dice): ExactObject {
  const changes: ExactObject = {};
  if (dice.chance(0.1)) changes['active'] = dice.pick([true, false, null]);
  if (dice.chance(0.1)) changes['isReservation'] = dice.chance(0.5);
  if (dice.chance(0.1)) changes['contractType'] = dice.pick(['lease', 'RPO ', 'Loan', '']);
  if (dice.chance(0.1)) changes['invoiceFrequency'] = dice.pick(['thirtydays', 'BIWEEKLY', 'Day']);
  if (dice.chance(0.1)) changes['pdfUrl'] = `https://docs.example.com/${dice.int(1, 5)}.pdf`;
  const { assetDetails: assets } = row;
  if (Array.isArray(assets) && dice.chance(0.3))
    changes['assetDetails'] = assets.filter(isObject).map((asset) => ({
      ...asset,
      assetReturnedDate: dice.pick([null, '2020-02-29', '2099-01-01', '2019-11-03T01:30:00']),
    }));
  return changes;
}

/** The interface's own table spells the daily rate's amount in another way. */
function invoiceChanges(row: ExactObject, dice: Dice): ExactObject {
  const { assetDetails: given } = row;
  // A row that is broken stays so.
  if (!Array.isArray(given)) return {};
  const assets = given.filter(isObject).map((asset) => {
    const { rentalRate } = asset;
    if (!isObject(rentalRate) || !isObject(rentalRate['daily']) || dice.chance(0.8)) return asset;
    const { amount = null, ...daily } = rentalRate['daily'];
    return { ...asset, rentalRate: { ...rentalRate, daily: { ...daily, amout: amount } } };
  });
  return { assetDetails: assets };
}

function mutateObject(
  row: ExactObject,
  at: string,
  optional: Set<string>,
  dice: Dice,
): ExactObject {
  const changed: ExactObject = {};
  for (const [name, value] of Object.entries(row)) {
    const path = `${at}${name}`;
    if (optional.has(path) && dice.chance(0.04)) {
      if (dice.chance(0.5))
        changed[name] = dice.pick([null, ...(typeof value === 'string' ? [' '] : [])]);
    } else changed[name] = mutateValue(value, path, optional, dice);
  }
  return changed;
}

function mutateValue(value: Exact, path: string, optional: Set<string>, dice: Dice): Exact {
  if (Array.isArray(value))
    return value.map((one) => mutateValue(one, `${path}[]`, optional, dice));
  if (isObject(value)) return mutateObject(value, `${path}.`, optional, dice);
  if (value instanceof Num) return dice.chance(0.2) ? otherNumber(value, path, dice) : value;
  if (typeof value !== 'string') return value;
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return dice.chance(0.3) ? otherDate(value, dice) : value;
  if (DESCRIPTIVE.test(path) && dice.chance(0.05)) return otherText(value, dice);
  return SPACED.test(path) && dice.chance(0.03) ? ` ${value} ` : value;
}

const DESCRIPTIVE = /(name|title|Person|salesRep|address\d|city|Description|manufacturer|model)$/i;
const SPACED = /(poNumber|serialNumber|divisionId|attachedTo)$/;

function otherNumber(value: Num, path: string, dice: Dice): Num {
  const isInteger = /(quantity|billControl|assetCount)$/.test(path);
  if (isInteger) return new Num(dice.pick(['0', '12', '3.0', '2e1']));
  const texts = ['0', '5000', '5e3', '1234.50', '0.005', '-12.5', '999999999999999', '100.5'];
  // Rates of contracts are Integers: amounts of any length are tried there as well.
  return new Num(dice.pick([value.source, ...texts, '123456789012345.67', '1.5E-7', '2.50e2']));
}

function otherDate(value: string, dice: Dice): string {
  const day = value.slice(0, 10);
  return dice.pick([
    day,
    `${day}T${value.slice(11, 16)}Z`,
    `${day} ${value.slice(11, 19)}+04:00`,
    `${day}t23:59:59.75-0930`,
    `${day}T02:30:00`,
    `${day}T01:30`,
    '2024-03-10T02:30:00',
    '2024-11-03T01:30:00',
    '2024-03-31T02:30:00',
    '2024-10-27T02:59:59,999',
  ]);
}

function otherText(value: string, dice: Dice): string {
  return dice
    .pick([
      `${value} 😀漢字`,
      `"${value}"\\\t\u2028`,
      '😀'.repeat(120),
      `${value} `.repeat(40),
      ' ',
      value.toUpperCase(),
    ])
    .replace(/^ $/, value);
}

/** A row that must be rejected. */
function broken(row: ExactObject, dice: Dice): ExactObject {
  const required = Object.keys(row).filter((name) =>
    /^(customerName|title|name|jobsiteId|invoiceDate|assetDetails|daily|contractStartDate)$/.test(
      name,
    ),
  );
  const name = required.length > 0 ? dice.pick(required) : 'properties';
  return { ...row, [name]: dice.pick<Exact>([new Num('5'), true]) };
}

const OPTIONAL = new Map<Resource, Set<string>>();

/** Paths of fields that a row may leave out, with `[]` for the elements of arrays. */
function optionalPaths(resource: Resource): Set<string> {
  const known = OPTIONAL.get(resource);
  if (known) return known;
  const paths = new Set<string>();
  const walk = (fields: ReturnType<typeof itemTable>, at: string): void => {
    for (const { name, type, required, members } of fields) {
      if (!required) paths.add(`${at}${name}`);
      walk(members, `${at}${name}${type === 'Array' ? '[]' : ''}.`);
    }
  };
  const { endpoint } = RESOURCES[resource];
  if (endpoint) walk(itemTable(endpoint), '');
  if (resource === 'jobsites') paths.delete('customerId');
  OPTIONAL.set(resource, paths);
  return paths;
}
