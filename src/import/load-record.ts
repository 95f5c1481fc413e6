import type { LoadIssue, LoadMode, LoadReport } from './load-report.js';

/** The states of a load; only the first two are not for good. */
export const LOAD_STATES = [
  'running',
  'held',
  'published',
  'failed',
  'dry run',
  'superseded',
  'discarded',
] as const;

export type LoadState = (typeof LOAD_STATES)[number];

/** A load as the lists show it. */
export interface LoadSummary {
  readonly load: number;
  readonly mode: LoadMode;
  readonly state: LoadState;
  /** ISO 8601, as all times here. */
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly seconds?: number;
  /** Rows that were read. */
  readonly rows: number;
  readonly generation?: number;
  /** The bundle of the watched folder it came from, by the name it was taken under. */
  readonly bundle?: string;
  /** Why it failed, or is, or was, held. */
  readonly reason?: string;
  /** Who confirmed or discarded it, or the load that superseded it. */
  readonly decidedBy?: string;
  readonly decidedAt?: string;
}

/** All that is kept of one load beside its issues. */
export interface LoadDetails extends LoadSummary {
  readonly resources: LoadReport['resources'];
  /** Why it is, or was, held. */
  readonly reasons: readonly string[];
  readonly rejects: readonly LoadIssue[];
}
