import type { ResourceName } from '../../interface/resource.js';
import { type Column, type HeaderRules, readHeader, rowValue } from './csv-columns.js';
import { type CsvRow, readCsvRows } from './csv-rows.js';
import { SourceError } from './source-error.js';
import { nestedArrays } from './source-name.js';
import type { SourceRecord } from './source-record.js';

/** The columns that hold the key of a resource's items. */
export const KEY_COLUMNS: Readonly<Record<ResourceName, readonly [string, ...string[]]>> = {
  customers: ['customerId'],
  locations: ['locationId'],
  jobsites: ['jobsiteId'],
  contracts: ['contractId'],
  invoices: ['invoiceId'],
  categories: ['categoryId'],
  rates: ['customerId', 'groupId'],
};

/** A CSV file and how to read it. */
export interface CsvInput {
  /** Its name, for records and errors. */
  file: string;
  pieces: AsyncIterable<string>;
  /** A comma when left out. */
  delimiter?: string;
  rules: HeaderRules;
}

/** The header rules for a resource's own file. */
export function parentRules(resource: ResourceName): HeaderRules {
  return { keys: KEY_COLUMNS[resource], arrays: nestedArrays(resource) };
}

/**
 * Reads CSV with a header of field paths. A row with more or fewer cells than the header
 * becomes a record with an error, and its value is what seems to be its key.
 * @throws SourceError when the header or the quoting is at fault
 */
export async function* readCsv(input: CsvInput): AsyncGenerator<SourceRecord[]> {
  let columns: Column[] | undefined;
  for await (const rows of readCsvRows(input.file, input.pieces, input.delimiter)) {
    const first = columns ? undefined : rows.shift();
    if (first) columns = readHeader(input.file, first, input.rules);
    const header = columns ?? [];
    if (rows.length > 0) yield rows.map((row) => toRecord(input, header, row));
  }
  if (!columns) throw new SourceError(`${input.file} is empty: it has no header`);
}

function toRecord({ file, rules }: CsvInput, columns: Column[], row: CsvRow): SourceRecord {
  const { line, cells } = row;
  const value = rowValue(columns, cells);
  if (cells.length === columns.length) return { file, line, textual: true, value };
  const error = `${cells.length} cells, but the header has ${columns.length}`;
  return { file, line, textual: true, value: onlyKeys(value, rules.keys), error };
}

/** The part of a rejected item by which it is found. */
export function onlyKeys(
  value: Record<string, unknown>,
  keys: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => keys.includes(name)));
}

/** Reads a resource's CSV file that has no nested files: its arrays are empty. */
export async function* readFlatCsv(
  resource: ResourceName,
  input: Omit<CsvInput, 'rules'>,
): AsyncGenerator<SourceRecord[]> {
  for await (const records of readCsv({ ...input, rules: parentRules(resource) })) {
    for (const { value, error } of records) {
      if (value && error === undefined) fillArrays(resource, value);
    }
    yield records;
  }
}

/** Puts in the nested arrays that are given, and `[]` for the others, unless the row deletes. */
export function fillArrays(
  resource: ResourceName,
  value: Record<string, unknown>,
  given: Readonly<Record<string, unknown[]>> = {},
): void {
  if (isDeletion(value)) return;
  for (const array of nestedArrays(resource)) value[array] = given[array] ?? [];
}

/** Whether a CSV row says that its item is to be deleted. */
function isDeletion({ deleted }: Record<string, unknown>): boolean {
  return typeof deleted === 'string' && /^\s*(true|yes|y|1)\s*$/i.test(deleted);
}
