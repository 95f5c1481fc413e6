import { RESOURCES, type ResourceName } from '../../interface/resource.js';
import { copyLine } from '../../mirror/staging.js';
import type { LoadIssue } from '../load-report.js';
import { recordsOf } from '../readers/json-record.js';
import type { SourceRecord } from '../readers/source-record.js';
import { LOADABLE } from '../registry.js';
import {
  rowPreparer,
  type DealerOptions,
  type PreparedRow,
  type RowPreparer,
} from './prepare-row.js';
import type {
  ItemBatch,
  PreparedBatch,
  PreparedRows,
  RowCounts,
  UnknownField,
} from './prepared-batch.js';

/** Parses and checks the items of a batch, and brings them into the form in which they are staged. */
export function prepareBatch(
  { resource, first, items }: ItemBatch,
  dealer: DealerOptions,
): PreparedBatch {
  const parts = new Map<ResourceName, RowsInPreparation>();
  let number = first;
  for (const item of items)
    for (const given of recordsOf(item)) {
      const { owner, record } = resource ? { owner: resource, record: given } : untagged(given);
      if (!owner) return { resources: [], fault: faultOf(given) };
      let part = parts.get(owner);
      if (!part) parts.set(owner, (part = new RowsInPreparation(owner, dealer)));
      // How many items lines hold is not known before they are split, but each has its own line.
      part.add(record, 'lines' in item ? record.line : number++);
    }
  return { resources: [...parts.values()].map((part) => part.prepared()) };
}

/** The resource that an item names, if it does, and the item without that. */
function untagged(record: SourceRecord) {
  const { resource: tag, ...value } = record.value ?? {};
  const owner = record.error === undefined ? RESOURCES.find((name) => name === tag) : undefined;
  return { owner, record: { ...record, value } };
}

/** An item that is nobody's: which resource it is missing from cannot be known. */
function faultOf({ file, line, error }: SourceRecord) {
  const reason = error ?? `its "resource" must be one of ${RESOURCES.join(', ')}`;
  return { file, line, reason };
}

/** The rows of one resource in one batch. */
class RowsInPreparation {
  readonly #prepare: RowPreparer;
  readonly #counts = noCounts();
  readonly #issues: LoadIssue[] = [];
  readonly #unknown = new Map<string, UnknownField>();
  #copy = '';

  constructor(
    private readonly resource: ResourceName,
    private readonly dealer: DealerOptions,
  ) {
    this.#prepare = preparerOf(resource);
  }

  add(record: SourceRecord, number: number): void {
    const counts = this.#counts;
    const row = this.#prepare(record, this.dealer);
    counts.read++;
    if (row.staged) this.#copy += copyLine(row.staged, number, this.resource);
    if (row.staged?.operation === 'upsert') counts.upserts++;
    if (row.staged?.operation === 'delete') counts.deletions++;
    if (row.rejected) counts.rejected++;
    if (row.rejected && !row.staged) counts.keyless++;
    for (const field of row.unknownFields) this.#addUnknown(field, record);
    if (row.remarks.length > 0) this.#remark(record, row);
  }

  prepared(): PreparedRows {
    return {
      resource: this.resource,
      // In memory of its own, so that it can be handed to another thread.
      copy: new TextEncoder().encode(this.#copy),
      counts: this.#counts,
      issues: this.#issues,
      unknown: [...this.#unknown.values()],
    };
  }

  #addUnknown(field: string, { file, line }: SourceRecord): void {
    const known = this.#unknown.get(field);
    if (known) known.rows++;
    else this.#unknown.set(field, { resource: this.resource, file, line, field, rows: 1 });
  }

  #remark({ file, line }: SourceRecord, { remarks, rejected }: PreparedRow): void {
    for (const { severity, field, value, reason } of remarks) {
      // What would have been a warning no longer matters for a row that is not taken.
      if (rejected && severity === 'warning') continue;
      if (severity === 'warning') this.#counts.warnings++;
      this.#issues.push({
        severity,
        resource: this.resource,
        file,
        line,
        ...(field !== '' && { field }),
        ...(value !== undefined && { value }),
        reason,
      });
    }
  }
}

const PREPARERS = new Map<ResourceName, RowPreparer>();

/** Compiled when the first row of the resource comes. */
function preparerOf(resource: ResourceName): RowPreparer {
  let preparer = PREPARERS.get(resource);
  if (!preparer) PREPARERS.set(resource, (preparer = rowPreparer(LOADABLE[resource])));
  return preparer;
}

export function noCounts(): RowCounts {
  return { read: 0, upserts: 0, deletions: 0, rejected: 0, keyless: 0, warnings: 0 };
}
