import type { Publication } from './publication.js';
import { hasColumn, OPEN, type MirrorTable } from './mirror-table.js';

/** How many items of a resource a load added, changed, left as they were, and removed. */
export interface MergeCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * Brings staged rows into the mirror: closes the versions that differ or went, opens new ones, and
 * notes what changed in `publication_change`.
 * @param full what is not staged goes
 */
export async function mergeStaged(
  publication: Publication,
  table: MirrorTable,
  staging: string,
  full: boolean,
): Promise<MergeCounts> {
  const { client } = publication;
  // A full load touches every row. With statistics of before a dealer's first load the planner
  // would take it for a few rows and compare each with each.
  if (full) await client.query('SET LOCAL enable_nestloop = off');
  await close(publication, table, staging, full);
  await open(publication, table, staging);
  if (full) await client.query('SET LOCAL enable_nestloop = on');
  return countChanges(publication, table);
}

async function close(
  { client, dealerCode, generation }: Publication,
  table: MirrorTable,
  staging: string,
  full: boolean,
) {
  const match = table.key.map((key) => `s.${key} = m.${key}`).join(' AND ');
  const differs = `s.operation = 'delete' OR (s.operation = 'upsert' AND s.hash <> m.hash)`;
  const gone = full ? ` OR s.operation IS NULL` : '';
  await client.query(
    `WITH outdated AS (
       SELECT ${table.key.map((key) => `m.${key}`).join(', ')}
       FROM ${table.table} m ${full ? 'LEFT' : 'INNER'} JOIN ${staging} s ON ${match}
       WHERE m.dealer_code = $1 AND m.gen_to = ${OPEN} AND (${differs}${gone})
     ), closed AS (
       UPDATE ${table.table} m SET gen_to = $2 FROM outdated s
       WHERE m.dealer_code = $1 AND m.gen_to = ${OPEN} AND ${match}
       RETURNING ${changeColumns(table, 'm', false)}
     )
     INSERT INTO publication_change SELECT * FROM closed`,
    [dealerCode, generation],
  );
}

async function open(
  { client, dealerCode, generation }: Publication,
  table: MirrorTable,
  staging: string,
) {
  const plain = [
    ...table.key,
    ...table.columns.map(({ name }) => name).filter((name) => !table.key.includes(name)),
  ];
  const derived = Object.entries(table.derived ?? {});
  const names = [...plain, ...derived.map(([name]) => name)];
  const values = [...plain.map((name) => `s.${name}`), ...derived.map(([, sql]) => sql)];
  const match = table.key.map((key) => `m.${key} = s.${key}`).join(' AND ');
  await client.query(
    `WITH opened AS (
       INSERT INTO ${table.table} AS m
         (dealer_code, gen_from, gen_to, ${names.join(', ')}, hash, document)
       SELECT $1, $2, ${OPEN}, ${values.join(', ')}, s.hash, s.document
       FROM ${staging} s
       WHERE s.operation = 'upsert' AND NOT EXISTS (
         SELECT FROM ${table.table} m
         WHERE m.dealer_code = $1 AND m.gen_to = ${OPEN} AND ${match})
       RETURNING ${changeColumns(table, 'm', true)}
     )
     INSERT INTO publication_change SELECT * FROM opened`,
    [dealerCode, generation],
  );
}

/** The columns of `publication_change`, in its order. */
export function changeColumns(table: MirrorTable, alias: string, opened: boolean): string {
  const column = (name: string, type: string) =>
    hasColumn(table, name) ? `${alias}.${name}` : `NULL::${type}`;
  const key = table.key.map((name) => `${alias}.${name}`).join(` || E'\\x1f' || `);
  return [
    `'${table.resource}'`,
    key,
    `${opened}`,
    column('customer_id', 'text'),
    column('listed', 'boolean'),
    column('pdf_url', 'text'),
    column('jobsite_id', 'text'),
  ].join(', ');
}

async function countChanges({ client }: Publication, table: MirrorTable): Promise<MergeCounts> {
  const { rows } = await client.query<{ added: number; changed: number; removed: number }>(
    `SELECT count(*) FILTER (WHERE opened AND NOT closed)::int AS added,
            count(*) FILTER (WHERE opened AND closed)::int AS changed,
            count(*) FILTER (WHERE closed AND NOT opened)::int AS removed
     FROM (SELECT bool_or(opened) AS opened, bool_or(NOT opened) AS closed
           FROM publication_change WHERE resource = $1 GROUP BY key) AS changed`,
    [table.resource],
  );
  return rows[0] ?? { added: 0, changed: 0, removed: 0 };
}
