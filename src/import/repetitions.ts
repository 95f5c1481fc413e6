import type { ClientBase } from 'pg';
import type { ResourceName } from '../interface/resource.js';
import { mirrorTable } from '../mirror/mirror-table.js';
import type { IssueLog } from './issue-log.js';
import type { LoadMode } from './load-report.js';
import { LOADABLE } from './registry.js';
import type { StagedCounts } from './stage-resource.js';

interface Repetition {
  file: string;
  line: string;
  operation: string;
  key: string;
  kept_file: string;
  kept_line: string;
  same: boolean;
}

interface StagedRows {
  readonly client: ClientBase;
  readonly name: string;
  readonly resource: ResourceName;
  readonly mode: LoadMode;
  readonly log: IssueLog;
  readonly counts: StagedCounts;
}

/**
 * Leaves one staged row per item. In a full load the first row stays: one that differs from it is
 * rejected. A delta is a sequence of changes: there the last row counts.
 */
export async function settleRepetitions(load: StagedRows): Promise<void> {
  const { client, name, resource, mode, log, counts } = load;
  if (counts.deletions > 0 && counts.rejected > 0) await keepRefused(load);
  const { rows } = await client.query<Repetition>(removeRepetitions(resource, name, mode));
  const field = LOADABLE[resource].key.join(', ');
  for (const row of rows) {
    if (row.operation === 'upsert') counts.upserts--;
    else counts.deletions--;
    const severity = mode === 'full' && !row.same ? 'reject' : 'warning';
    if (severity === 'reject') {
      counts.rejected++;
    } else {
      counts.repeated++;
      counts.warnings++;
    }
    const { file, key: value } = row;
    const reason = `${reasonFor(mode, row.same)} ${row.kept_file} line ${row.kept_line}`;
    await log.add({ severity, resource, file, line: Number(row.line), field, value, reason });
  }
}

/**
 * Takes back removals of items that a row which was refused wanted to have: what is published of
 * them stays. In a delta a removal that comes last still counts.
 */
async function keepRefused({ client, name, resource, mode, log, counts }: StagedRows) {
  const { key } = mirrorTable(resource);
  const match = key.map((column) => `k.${column} = s.${column}`).join(' AND ');
  const { rows } = await client.query<Omit<Repetition, 'operation' | 'same'>>(
    `DELETE FROM ${name} s USING ${name} k
     WHERE s.operation = 'delete' AND k.operation = 'keep' AND ${match}
       ${mode === 'delta' ? 'AND k.number > s.number' : ''}
     RETURNING s.file, s.line, ${keyText(resource)} AS key, k.file AS kept_file, k.line AS kept_line`,
  );
  const field = LOADABLE[resource].key.join(', ');
  for (const { file, line, key: value, kept_file: other, kept_line: otherLine } of rows) {
    counts.deletions--;
    counts.repeated++;
    counts.warnings++;
    const reason = `is not removed, as another row of it was refused: ${other} line ${otherLine}`;
    const place = { resource, file, line: Number(line) };
    await log.add({ severity: 'warning', ...place, field, value, reason });
  }
}

/** The key of the row `s` for people to read. */
function keyText(resource: ResourceName): string {
  return `concat_ws(', ', ${mirrorTable(resource)
    .key.map((column) => `s.${column}`)
    .join(', ')})`;
}

function reasonFor(mode: LoadMode, same: boolean): string {
  if (same) return 'is there twice with the same content: see';
  return mode === 'full'
    ? 'is there twice with different content: taken is'
    : 'is changed once more: taken is';
}

function removeRepetitions(resource: ResourceName, name: string, mode: LoadMode): string {
  const { key } = mirrorTable(resource);
  const columns = key.join(', ');
  const order = mode === 'full' ? 'ASC' : 'DESC';
  return `
    WITH repeated AS (
      SELECT ${columns} FROM ${name} WHERE operation <> 'keep' GROUP BY ${columns} HAVING count(*) > 1
    ), ranked AS (
      SELECT t.ctid AS row, row_number() OVER w AS rank, first_value(file) OVER w AS kept_file,
        first_value(line) OVER w AS kept_line, first_value(hash) OVER w AS kept_hash
      FROM ${name} t JOIN repeated USING (${columns}) WHERE operation <> 'keep'
      WINDOW w AS (PARTITION BY ${columns} ORDER BY number ${order})
    )
    DELETE FROM ${name} s USING ranked WHERE s.ctid = ranked.row AND ranked.rank > 1
    RETURNING s.file, s.line, s.operation, ${keyText(resource)} AS key, kept_file, kept_line,
      s.hash IS NOT DISTINCT FROM kept_hash AS same`;
}
