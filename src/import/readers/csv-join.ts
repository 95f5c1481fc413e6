import type { Client } from 'pg';
import { joinedRecord, rejectedRecord } from './csv-join-records.js';
import { joinKey, JoinTables, type StoredRow } from './csv-join-tables.js';
import { type CsvInput, KEY_COLUMNS, parentRules, readCsv } from './csv-reader.js';
import { decode } from './decode.js';
import type { SourceFile } from './source-file.js';
import type { ReadOptions, SourceRecord } from './source-record.js';

/**
 * Reads a CSV file together with the files of its nested arrays, whose rows may be in any
 * order. All rows go through temporary tables, so memory stays flat. First come the parent rows
 * in file order, their nested rows in file order too; then the nested rows that are broken or
 * have no parent, as records with an error. A parent with a broken nested row has an error as
 * well: without that row it would be incomplete.
 * @param client a connection for this alone until the generator ends; it stays open
 * @param children the nested files of `parent`
 * @throws SourceError as `readCsv` and `decode` do
 */
export async function* joinCsv(
  client: Client,
  parent: SourceFile,
  children: readonly SourceFile[],
  options: ReadOptions,
): AsyncGenerator<SourceRecord[]> {
  const tables = new JoinTables(client, options.signal);
  const files = { parent, children };
  const key = KEY_COLUMNS[parent.resource][0];
  await tables.create();
  try {
    await tables.fill('csv_parent', stored(parentInput(parent, options), key, 0));
    for (const [index, child] of children.entries()) {
      await tables.fill('csv_child', stored(childInput(child, key, options), key, index));
    }
    await tables.analyze();
    for await (const rows of tables.parents()) {
      yield rows.map((row) => joinedRecord(files, row));
    }
    for await (const rows of tables.rejected()) {
      yield rows.map((row) => rejectedRecord(files, row));
    }
  } finally {
    await tables.drop();
  }
}

function parentInput(file: SourceFile, options: ReadOptions): CsvInput {
  return { ...input(file, options), rules: parentRules(file.resource) };
}

function childInput(file: SourceFile, key: string, options: ReadOptions): CsvInput {
  return { ...input(file, options), rules: { keys: [key], prefix: file.array } };
}

function input(file: SourceFile, options: ReadOptions): Omit<CsvInput, 'rules'> {
  return { file: file.name, pieces: decode(file, options), delimiter: options.delimiter };
}

async function* stored(source: CsvInput, key: string, child: number): AsyncGenerator<StoredRow[]> {
  for await (const records of readCsv(source)) {
    yield records.map(({ line, value = {}, error = null }) => ({
      child,
      line,
      key: joinKey(value[key]),
      value: storedValue(source, value, error),
      error,
    }));
  }
}

/** Of a nested row only the element counts, and that only if it can be trusted. */
function storedValue(
  { rules }: CsvInput,
  value: Record<string, unknown>,
  error: string | null,
): string | null {
  if (rules.prefix === undefined) return JSON.stringify(value);
  if (error !== null) return null;
  const element = Object.entries(value).filter(([name]) => !rules.keys.includes(name));
  return JSON.stringify(Object.fromEntries(element));
}
