import { Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import type { ResourceName } from '../interface/resource.js';
import { mirrorTable } from '../mirror/mirror-table.js';
import { copyToStaging, createStaging } from '../mirror/staging.js';
import type { IssueLog } from './issue-log.js';
import type { LoadMode } from './load-report.js';
import { noCounts } from './preparation/prepare-batch.js';
import type { PreparedRows, RowCounts } from './preparation/prepared-batch.js';
import { settleRepetitions } from './repetitions.js';

/** What became of a resource's rows before publishing. */
export interface StagedCounts extends RowCounts {
  /** Rows that gave way to another one with the same key. */
  repeated: number;
}

interface Staging {
  readonly client: ClientBase;
  /** Name of the staging table. */
  readonly name: string;
  readonly mode: LoadMode;
  readonly log: IssueLog;
  readonly onRows?: (rows: number) => void;
}

/** Stages the checked rows of one resource, and settles what they say about one another. */
export async function stageResource(
  resource: ResourceName,
  prepared: AsyncIterable<PreparedRows>,
  staging: Staging,
): Promise<StagedCounts> {
  const { client, name, log, mode } = staging;
  const counts: StagedCounts = { ...noCounts(), repeated: 0 };
  await createStaging(client, name, mirrorTable(resource));
  const lines = Readable.from(copyLines(prepared, staging, counts), { highWaterMark: 1 });
  await copyToStaging(client, name, lines);
  counts.warnings += await log.reportUnknown(resource);
  await settleRepetitions({ client, name, resource, mode, log, counts });
  await log.flush();
  return counts;
}

async function* copyLines(
  prepared: AsyncIterable<PreparedRows>,
  { log, onRows }: Staging,
  counts: StagedCounts,
): AsyncGenerator<Buffer> {
  for await (const { copy, counts: more, issues, unknown } of prepared) {
    for (const [name, rows] of Object.entries(more)) counts[name as keyof RowCounts] += rows;
    for (const issue of issues) await log.add(issue);
    for (const field of unknown) log.addUnknown(field);
    onRows?.(more.read);
    if (copy.length > 0) yield Buffer.from(copy.buffer, copy.byteOffset, copy.length);
  }
}
