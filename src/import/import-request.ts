import type { ResourceName } from '../interface/resource.js';
import type { LoadMode } from './load-report.js';

/** What to load, and how. */
export interface ImportRequest {
  readonly dealerCode: string;
  /** Folders, or files named after their resource. */
  readonly paths: readonly string[];
  readonly mode: LoadMode;
  /** Read and check everything, and publish nothing. */
  readonly dryRun?: boolean;
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
