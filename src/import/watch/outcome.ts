import { ERRORS } from '../../errors.js';
import type { LoadState } from '../load-record.js';
import type { LoadReport } from '../load-report.js';
import type { BundleReport } from './bundle-report.js';
import type { Place } from './dealer-folder.js';
import type { BundleLoad, RepeatedLoad } from './watch.store.js';

/** Where a bundle goes, by what became of its load; nowhere as long as that is open. */
export const PLACE_OF: Readonly<Record<LoadState, Exclude<Place, 'loading'> | undefined>> = {
  running: undefined,
  published: 'loaded',
  held: 'held',
  failed: 'failed',
  superseded: 'failed',
  discarded: 'failed',
  'dry run': undefined,
};

/** Whether loading the same rows again could end in another way. */
export function mayYetSucceed(report: LoadReport): boolean {
  if (report.state !== 'failed') return false;
  return report.technical === true || (!!report.code && ERRORS[report.code].kind === 'unavailable');
}

/**
 * The report of a bundle whose load came to its end.
 * @returns undefined when it has to be loaded (again): it was interrupted, or met a technical fault
 */
export function finalReport(load: BundleLoad | undefined): BundleReport | undefined {
  if (!load?.report || !PLACE_OF[load.state] || mayYetSucceed(load.report)) return undefined;
  return { ...load.report, state: load.state, decidedBy: load.decidedBy ?? undefined };
}

const MOST_INTERRUPTIONS = 5;

/**
 * The report of a bundle that is not tried again, as the server has ended during each of its loads: a
 * file that kills the server would do so at every start.
 */
export function givenUp(dealer: string, last: RepeatedLoad | undefined): BundleReport | undefined {
  if (!last || last.interruptions < MOST_INTERRUPTIONS) return undefined;
  const { load, mode, interruptions } = last;
  const error = `The server ended ${interruptions} times while it loaded this bundle.`;
  const nothing = { resources: {}, rejects: [], ignored: [], seconds: 0 };
  return { dealer, load, mode, dryRun: false, state: 'failed', error, ...nothing };
}
