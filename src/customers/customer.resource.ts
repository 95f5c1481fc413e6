import type { LoadableResource } from '../mirror/loadable-resource.js';
import { CUSTOMER_FIELDS } from './customer.fields.js';

/** How customers are loaded. */
export const CUSTOMERS: LoadableResource = {
  name: 'customers',
  key: ['customerId'],
  fields: CUSTOMER_FIELDS,
  toMirror: (customer) => ({ values: [], document: JSON.stringify(customer) }),
};
