/** The resources of a dealer that can be loaded, named as their import files are. */
export const RESOURCES = [
  'customers',
  'locations',
  'categories',
  'rates',
  'jobsites',
  'contracts',
  'invoices',
] as const;

export type ResourceName = (typeof RESOURCES)[number];

/** What changed for a customer (§ Incremental Data Pull, `items[].types`). */
export const CHANGE_TYPES = ['contract', 'invoice', 'catalog', 'document'] as const;

export type ChangeType = (typeof CHANGE_TYPES)[number];
