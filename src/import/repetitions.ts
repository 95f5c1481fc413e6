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

/**
 * Leaves one staged row per item. In a full load the first row stays: one that differs from it is
 * rejected. A delta is a sequence of changes: there the last row counts.
 */
export async function settleRepetitions(load: {
  client: ClientBase;
  name: string;
  resource: ResourceName;
  mode: LoadMode;
  log: IssueLog;
  counts: StagedCounts;
}): Promise<void> {
  const { client, name, resource, mode, log, counts } = load;
  const { rows } = await client.query<Repetition>(removeRepetitions(resource, name, mode));
  const field = LOADABLE[resource].key.join(', ');
  for (const row of rows) {
    if (row.operation === 'upsert') counts.upserts--;
    const severity = mode === 'full' && !row.same ? 'reject' : 'warning';
    if (severity === 'reject') counts.rejected++;
    else counts.warnings++;
    const { file, key: value } = row;
    const reason = `${reasonFor(mode, row.same)} ${row.kept_file} line ${row.kept_line}`;
    await log.add({ severity, resource, file, line: Number(row.line), field, value, reason });
  }
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
    WITH ranked AS (
      SELECT ctid AS row, row_number() OVER w AS rank, first_value(file) OVER w AS kept_file,
        first_value(line) OVER w AS kept_line, first_value(hash) OVER w AS kept_hash
      FROM ${name} WHERE operation <> 'keep'
      WINDOW w AS (PARTITION BY ${columns} ORDER BY number ${order})
    )
    DELETE FROM ${name} s USING ranked WHERE s.ctid = ranked.row AND ranked.rank > 1
    RETURNING s.file, s.line, s.operation, concat_ws(', ', ${key.map((k) => `s.${k}`).join(', ')}) AS key,
      kept_file, kept_line, s.hash IS NOT DISTINCT FROM kept_hash AS same`;
}
