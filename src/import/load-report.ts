import type { ErrorCode } from '../errors.js';
import type { ResourceName } from '../interface/resource.js';

export type LoadMode = 'full' | 'delta';

/**
 * What a load that was not refused did with one resource, in rows: `read` is the sum of added,
 * changed, unchanged, rejected, repeated and deletions.
 */
export interface ResourceReport {
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Items that went: those a full load does not have, and those a row deleted. */
  readonly removed: number;
  /** Rows that were not taken; a version published earlier stays. */
  readonly rejected: number;
  /** Rows that gave way to another one with the same key. */
  readonly repeated: number;
  /** Rows that ask for an item's removal, whether it was there or not. */
  readonly deletions: number;
  /** Remarks on rows that were taken. */
  readonly warnings: number;
}

/** A remark of a load with its place in the source. */
export interface LoadIssue {
  readonly severity: 'reject' | 'warning';
  readonly resource: ResourceName;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly field?: string;
  readonly value?: string;
  readonly reason: string;
}

/** The outcome of one load. */
export interface LoadReport {
  readonly dealer: string;
  readonly load: number;
  readonly mode: LoadMode;
  readonly dryRun: boolean;
  /** `held`: not published until it is confirmed. In a dry run: what would have become of it. */
  readonly state: 'published' | 'held' | 'failed';
  /** The dealer's generation after the load; absent when it was not published. */
  readonly generation?: number;
  readonly seconds: number;
  readonly resources: Readonly<Partial<Record<ResourceName, ResourceReport>>>;
  /** The first rejected rows; all are kept in the database. */
  readonly rejects: readonly LoadIssue[];
  /** Entries of the given folders that are no import files. */
  readonly ignored: readonly string[];
  /** Why it is, or was, held. */
  readonly reasons?: readonly string[];
  /** Why it failed. */
  readonly error?: string;
  /** It failed without a fault of the data: the same rows may be loaded later. */
  readonly technical?: boolean;
  /** The error's name in the catalogue, if it is in there. */
  readonly code?: ErrorCode;
}

/** How many rejects a report shows. */
export const SHOWN_REJECTS = 20;

/** Whether any row was rejected. */
export function hasRejects(report: LoadReport): boolean {
  return Object.values(report.resources).some(({ rejected }) => rejected > 0);
}
