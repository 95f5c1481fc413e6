import type { PullState } from './pull-state.js';

/** How politely requests are sent, and who hears of them. */
export interface PullerOptions {
  /** Page size; undefined leaves it to the dealer's system. CRS asks for 20. */
  readonly items?: number | undefined;
  /** Requests a second, at most; as fast as answers come without it. */
  readonly rate?: number | undefined;
  /** PDFs to fetch, at most; all without it. */
  readonly documents?: number | undefined;
  /** Ends the pull after the answer that is awaited: it throws {@link PullInterruptedError}. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of each answer. */
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
}

/** A daily pull. */
export interface DailyPullOptions extends PullerOptions {
  /**
   * Dealer Customer Numbers, or `told` for those that `incremental` tells since the beginning: the
   * interface has no list of customers.
   */
  readonly customers: readonly string[] | 'told';
  /** Groups of five customers that are pulled at once; 1 without it. */
  readonly connections?: number | undefined;
  /** What earlier pulls saw; without it every page is pulled. It is brought up to date. */
  readonly state?: PullState | undefined;
  /** Passes over the customers that an interrupted pull had done. */
  readonly resume?: boolean | undefined;
  /** Pulls the lists of the first customers a second time, with another page size. */
  readonly twice?: boolean | undefined;
  /** How many customers the nightly pull has: its time is worked out. */
  readonly nightlyCustomers?: number | undefined;
  /** After each group of customers, when the state has been brought up to date. */
  readonly onGroupDone?: (() => Promise<void>) | undefined;
}

/** How far a pull is. */
export interface PullProgress {
  /** Customers that are done, and all of them. */
  readonly customers: number;
  readonly of: number;
  /** Answers. */
  readonly pages: number;
  readonly items: number;
  /** Occurrences of broken rules. */
  readonly findings: number;
  /** Pages of invoices that were seen before. */
  readonly pagesSaved: number;
}

/** What was seen: ids for other checks. */
export interface DailyPullOutcome {
  /** Those that the customer endpoint knows, of those that were pulled. */
  readonly customers: readonly string[];
  /** Those that it answered with 404. */
  readonly unknownCustomers: readonly string[];
  /** Contract ids by customer. */
  readonly contracts: ReadonlyMap<string, readonly string[]>;
  /** Undefined when the list could not be read to its end. */
  readonly locations: ReadonlySet<string> | undefined;
  readonly groups: ReadonlySet<string> | undefined;
  readonly pages: number;
  readonly pagesSaved: number;
}

/** The pull was told to end. */
export class PullInterruptedError extends Error {
  override readonly name = 'PullInterruptedError';

  constructor() {
    super('The pull was interrupted');
  }
}

/** So many requests failed one after the other that there is no use in going on. */
export class GivenUpError extends Error {
  override readonly name = 'GivenUpError';
}
