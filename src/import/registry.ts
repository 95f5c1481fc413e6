import { CATEGORIES, RATES } from '../catalog/catalog.resource.js';
import { CONTRACTS } from '../contracts/contract.resource.js';
import { CUSTOMERS } from '../customers/customer.resource.js';
import type { ResourceName } from '../interface/resource.js';
import { INVOICES } from '../invoices/invoice.resource.js';
import { JOBSITES } from '../jobsites/jobsite.resource.js';
import { LOCATIONS } from '../locations/location.resource.js';
import type { LoadableResource } from '../mirror/loadable-resource.js';

/** Everything that can be loaded, by name. */
export const LOADABLE: Readonly<Record<ResourceName, LoadableResource>> = {
  customers: CUSTOMERS,
  locations: LOCATIONS,
  categories: CATEGORIES,
  rates: RATES,
  jobsites: JOBSITES,
  contracts: CONTRACTS,
  invoices: INVOICES,
};
