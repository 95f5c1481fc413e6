/** The dealer that the demo data belongs to. */
export const DEMO_DEALER = {
  code: 'A000',
  name: 'Example Tractor & Equipment Co.',
  timeZone: 'America/Chicago',
  currency: 'USD',
  country: 'USA',
} as const;

/** A size that loads in seconds, for a first start. */
export const DEMO_SIZE = {
  customers: 40,
  jobsites: 90,
  contracts: 300,
  invoices: 2_000,
} as const;
