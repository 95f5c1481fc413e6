import type { ResourceName } from '../interface/resource.js';
import type { LoadMode } from './load-report.js';

/** Whose data a load brings, and what it is to do. */
export interface LoadRequest {
  readonly dealerCode: string;
  readonly mode: LoadMode;
  /** Read and check everything, and publish nothing. */
  readonly dryRun?: boolean;
  /** The bundle of the watched folder that the rows come from, by the name it was taken under. */
  readonly bundle?: string;
}

/** What to load from files, and how. */
export interface ImportRequest extends LoadRequest {
  /** Folders, or files named after their resource. */
  readonly paths: readonly string[];
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** How far a load is. */
export interface ImportProgress {
  readonly resource: ResourceName | undefined;
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
}
