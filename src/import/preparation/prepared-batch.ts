import type { ResourceName } from '../../interface/resource.js';
import type { LoadIssue } from '../load-report.js';
import type { SourceItem } from '../readers/source-record.js';

/** Items on their way to be checked. */
export interface ItemBatch {
  /** Whose they are; undefined when each item names its resource itself. */
  readonly resource: ResourceName | undefined;
  /** Number of the first item in its source, from 1: the order of the rows. Lines have their own. */
  readonly first: number;
  readonly items: readonly SourceItem[];
}

/** How many rows of a resource were read, and what is to become of them. */
export interface RowCounts {
  read: number;
  /** Rows that stand for the item's new content. */
  upserts: number;
  /** Rows that ask for the item's removal. */
  deletions: number;
  rejected: number;
  /** Rejected rows whose key cannot be read, so that nothing keeps their items in a full load. */
  keyless: number;
  warnings: number;
}

/** Rows with a member that the interface does not know, and where the first one is. */
export interface UnknownField extends Pick<LoadIssue, 'resource' | 'file' | 'line'> {
  readonly field: string;
  rows: number;
}

/** What came of the items of one resource in a batch. */
export interface PreparedRows {
  readonly resource: ResourceName;
  /** The rows to stage, in COPY's text form and UTF-8. */
  readonly copy: Uint8Array;
  readonly counts: Readonly<RowCounts>;
  readonly issues: readonly LoadIssue[];
  readonly unknown: readonly UnknownField[];
}

/** What came of a batch. It goes from thread to thread, so it is plain data. */
export interface PreparedBatch {
  readonly resources: readonly PreparedRows[];
  /** Why the source cannot be used at all, if it cannot. */
  readonly fault?: { readonly file: string; readonly line: number; readonly reason: string };
}
