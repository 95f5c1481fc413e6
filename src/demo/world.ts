import { dayOf } from './calendar.js';
import { type BundleOptions, checkOptions, defaultJobsites } from './options.js';

/**
 * All that an item of the bundle is derived from, besides its index. Nothing is kept per item, so
 * the memory needed does not grow with the bundle.
 */
export interface World {
  readonly seed: number;
  /** The UTC day of `asOf`. */
  readonly today: number;
  readonly customers: number;
  readonly jobsites: number;
  readonly contracts: number;
  readonly invoices: number;
}

/** The world that the options describe. */
export function worldOf(options: BundleOptions): World {
  const { seed, customers, contracts, invoices, asOf } = options;
  const jobsites = options.jobsites ?? defaultJobsites(customers, contracts);
  checkOptions(options, jobsites);
  return { seed, today: dayOf(asOf), customers, jobsites, contracts, invoices };
}
