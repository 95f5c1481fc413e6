import { escapeIdentifier, type ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mirrorTable, type MirrorTable } from './mirror-table.js';
import type { ResourceName } from '../interface/resource.js';

/**
 * What a staged row asks for: a version with this content, the item's removal, or that the item's
 * published version stays (its row was rejected).
 */
export type StagedOperation = 'upsert' | 'delete' | 'keep';

/** A row on its way into staging. */
export interface StagedRow {
  readonly operation: StagedOperation;
  readonly file: string;
  readonly line: number;
  /** In the order of the table's `key`. */
  readonly key: readonly string[];
  /** In the order of the table's `columns`, in PostgreSQL's text form; empty unless upsert. */
  readonly values: readonly (string | null)[];
  /** SHA-256 of what makes a version differ, in hex; '' unless upsert. */
  readonly hash: string;
  readonly document: string;
}

/** The name of the staging table of one resource of one load. */
export function stagingName(dealerCode: string, loadId: number, resource: ResourceName): string {
  return `staging.${escapeIdentifier(`${dealerCode}.${loadId}.${resource}`)}`;
}

/**
 * Makes the staging table. It is unlogged: after a crash of PostgreSQL the load starts anew, and
 * writing the rows twice to the log would be wasted. Documents stay in their row as in the mirror,
 * and are not compressed: that costs as much as all the rest of a COPY, and a compressed document
 * would stay so in the mirror, to be unpacked for each page. (PostgreSQL 15 takes no STORAGE where a
 * column is made.)
 */
export async function createStaging(client: ClientBase, name: string, table: MirrorTable) {
  const keys = table.key.map((column) => `${column} text COLLATE "C"`);
  const columns = table.columns
    .filter((column) => !table.key.includes(column.name))
    .map(({ name: column, type }) => `${column} ${type}${type === 'text' ? ' COLLATE "C"' : ''}`);
  await client.query(
    `CREATE UNLOGGED TABLE ${name} (operation text, number bigint, file text, line bigint,
       ${[...keys, ...columns].join(', ')}, hash bytea, document text)
     WITH (toast_tuple_target = 8160, autovacuum_enabled = off);
     ${withoutStatistics(name)}, ALTER COLUMN document SET STORAGE EXTERNAL`,
  );
}

/** No statement looks for a hash or a document, and sorting a sample of documents takes long. */
function withoutStatistics(name: string): string {
  return `ALTER TABLE ${name} ALTER COLUMN hash SET STATISTICS 0, ALTER COLUMN document SET STATISTICS 0`;
}

/** Lets the staging table survive a crash of PostgreSQL: for a load that waits to be confirmed. */
export async function keepStaging(client: ClientBase, name: string): Promise<void> {
  await client.query(`ALTER TABLE ${name} SET LOGGED`);
}

/** Streams rows, already in COPY's text form, into the staging table. */
export async function copyToStaging(client: ClientBase, name: string, lines: Readable) {
  await pipeline(lines, client.query(copyFrom(`COPY ${name} FROM STDIN`)));
  await client.query(`BEGIN; SET LOCAL default_statistics_target = 10; ANALYZE ${name}; COMMIT`);
}

/** One row in COPY's text form. `number` orders the rows of a load. */
export function copyLine(row: StagedRow, number: number, resource: ResourceName): string {
  const width = mirrorTable(resource).columns.length;
  const values = row.operation === 'upsert' ? row.values : Array<null>(width).fill(null);
  const hash = row.operation === 'upsert' ? `\\\\x${row.hash}` : '\\N';
  const head = [row.operation, String(number), copyText(row.file), String(row.line)];
  const cells = [...row.key, ...values].map((value) => (value === null ? '\\N' : copyText(value)));
  return `${[...head, ...cells, hash, copyText(row.document)].join('\t')}\n`;
}

const SPECIAL = /[\\\t\n\r]/;

function copyText(value: string): string {
  if (!SPECIAL.test(value)) return value;
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

/** The numbers of the dealer's loads that have staging tables. */
export async function stagedLoads(client: ClientBase, dealerCode: string): Promise<number[]> {
  const { rows } = await client.query<{ load_id: number }>(
    `SELECT DISTINCT split_part(tablename, '.', 2)::int AS load_id FROM pg_tables
     WHERE schemaname = 'staging' AND split_part(tablename, '.', 1) = $1`,
    [dealerCode],
  );
  return rows.map((row) => row.load_id);
}

/** Drops the staging tables of a load, if there are any. */
export async function dropStaging(client: ClientBase, dealerCode: string, loadId: number) {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = 'staging' AND tablename LIKE $1 || '.%'`,
    [`${dealerCode}.${loadId}`.replaceAll('_', '\\_')],
  );
  for (const { name } of rows) await client.query(`DROP TABLE IF EXISTS ${name}`);
}
