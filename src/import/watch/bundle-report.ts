import type { LoadState } from '../load-record.js';
import type { LoadReport } from '../load-report.js';

/** What became of a bundle: the report of its load, and what was decided about it later. */
export interface BundleReport extends Omit<LoadReport, 'state'> {
  readonly state: LoadState;
  /** Who confirmed or discarded a held load, or the load that superseded it. */
  readonly decidedBy?: string | undefined;
}

/** The report as it lies beside the bundle: what matters first, as the database keeps no order. */
export function bundleReportText(bundle: string, report: BundleReport): string {
  const { dealer, load, mode, state, decidedBy, generation, seconds, error, reasons } = report;
  const { resources, rejects, ignored } = report;
  const outcome = { state, decidedBy, error, reasons, generation, seconds };
  const document = { bundle, dealer, load, mode, ...outcome, resources, rejects, ignored };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The number of the load that a report beside a bundle tells of, if it is such a report. */
export function loadOfReport(text: string): number | undefined {
  try {
    const { load } = JSON.parse(text) as { load?: unknown };
    return typeof load === 'number' ? load : undefined;
  } catch {
    return undefined;
  }
}

/** How many rows were read. */
export function rowsOf({ resources }: Pick<LoadReport, 'resources'>): number {
  return Object.values(resources).reduce((sum, { read }) => sum + read, 0);
}
