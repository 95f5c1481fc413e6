import { Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import type { ResourceName } from '../interface/resource.js';
import { mirrorTable } from '../mirror/mirror-table.js';
import { copyLine, copyToStaging, createStaging } from '../mirror/staging.js';
import type { IssueLog } from './issue-log.js';
import { rowPreparer, type DealerOptions, type PreparedRow } from './prepare-row.js';
import type { SourceRecord } from './readers/source-record.js';
import { LOADABLE } from './registry.js';
import { settleRepetitions } from './repetitions.js';
import type { LoadMode } from './load-report.js';

/** How many rows of a resource were read, and what became of them before publishing. */
export interface StagedCounts {
  read: number;
  /** Rows that stand for the item's new content. */
  upserts: number;
  /** Rows that ask for the item's removal. */
  deletions: number;
  /** Rows that gave way to another one with the same key. */
  repeated: number;
  rejected: number;
  /** Rejected rows whose key cannot be read, so that nothing keeps their items in a full load. */
  keyless: number;
  warnings: number;
}

interface Staging {
  readonly client: ClientBase;
  /** Name of the staging table. */
  readonly name: string;
  readonly mode: LoadMode;
  readonly dealer: DealerOptions;
  readonly log: IssueLog;
  readonly onRows?: (rows: number) => void;
}

/** Reads, checks and stages all rows of one resource. */
export async function stageResource(
  resource: ResourceName,
  records: AsyncIterable<readonly SourceRecord[]>,
  staging: Staging,
): Promise<StagedCounts> {
  const { client, name, log, mode } = staging;
  const counts = noCounts();
  await createStaging(client, name, mirrorTable(resource));
  const lines = Readable.from(copyLines(resource, records, staging, counts), { highWaterMark: 1 });
  await copyToStaging(client, name, lines);
  counts.warnings += await log.reportUnknown(resource);
  await settleRepetitions({ client, name, resource, mode, log, counts });
  await log.flush();
  return counts;
}

function noCounts(): StagedCounts {
  return { read: 0, upserts: 0, deletions: 0, repeated: 0, rejected: 0, keyless: 0, warnings: 0 };
}

async function* copyLines(
  resource: ResourceName,
  records: AsyncIterable<readonly SourceRecord[]>,
  { dealer, log, onRows }: Staging,
  counts: StagedCounts,
): AsyncGenerator<string> {
  const prepare = rowPreparer(LOADABLE[resource], dealer);
  for await (const batch of records) {
    let text = '';
    for (const record of batch) {
      const row = prepare(record);
      counts.read++;
      if (row.staged) text += copyLine(row.staged, counts.read, resource);
      if (row.staged?.operation === 'upsert') counts.upserts++;
      if (row.staged?.operation === 'delete') counts.deletions++;
      if (row.rejected) counts.rejected++;
      if (row.rejected && !row.staged) counts.keyless++;
      if (row.remarks.length > 0) await remark(log, resource, record, row, counts);
      for (const field of row.unknownFields) log.addUnknown(resource, field, record);
    }
    onRows?.(batch.length);
    if (text !== '') yield text;
  }
}

async function remark(
  log: IssueLog,
  resource: ResourceName,
  { file, line }: SourceRecord,
  { remarks, rejected }: PreparedRow,
  counts: StagedCounts,
): Promise<void> {
  for (const { severity, field, value, reason } of remarks) {
    // What would have been a warning no longer matters for a row that is not taken.
    if (rejected && severity === 'warning') continue;
    if (severity === 'warning') counts.warnings++;
    await log.add({
      severity,
      resource,
      file,
      line,
      ...(field !== '' && { field }),
      ...(value !== undefined && { value }),
      reason,
    });
  }
}
