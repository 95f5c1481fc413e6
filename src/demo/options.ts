import type { ResourceName } from '../interface/resource.js';

/** What to generate, and where. */
export interface BundleOptions {
  /** The folder to write into; made if missing. */
  out: string;
  /** The same seed, sizes and `asOf` give the same bytes. */
  seed: number;
  customers: number;
  contracts: number;
  invoices: number;
  /** Default: 1.5 for each customer or contract, whichever are more. */
  jobsites?: number;
  /** The day that the data is seen from. */
  asOf: Date;
  /** The dealer's currency. */
  currency?: 'USD';
  /** Replace the files of an earlier bundle instead of refusing. */
  overwrite?: boolean;
  /** Told now and then, and at the end of each resource, how many rows were written. */
  onProgress?(resource: ResourceName, rows: number): void;
}

/** A bundle that cannot be generated as asked. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

const MAX_SEED = 2 ** 32 - 1;

/** Refuses options that no bundle can satisfy. */
export function checkOptions(options: BundleOptions, jobsites: number): void {
  const { customers, contracts, invoices } = options;
  requireCount('seed', options.seed, MAX_SEED);
  for (const [name, count] of Object.entries({ customers, contracts, invoices, jobsites })) {
    requireCount(name, count, MAX_SEED);
  }
  if (Number.isNaN(options.asOf.getTime())) throw new BundleError('asOf is not a date');
  requireParent('jobsites', jobsites, 'customers', customers);
  requireParent('contracts', contracts, 'jobsites', jobsites);
  requireParent('invoices', invoices, 'contracts', contracts);
}

/** The number of jobsites when the options leave it open. */
export function defaultJobsites(customers: number, contracts: number): number {
  return Math.ceil(Math.max(customers, contracts) * 1.5);
}

function requireCount(name: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return;
  throw new BundleError(`${name} must be a whole number from 0 to ${max}, not ${value}`);
}

function requireParent(name: string, count: number, parent: string, parents: number): void {
  if (count > 0 && parents === 0) throw new BundleError(`${name} need at least one of ${parent}`);
}
