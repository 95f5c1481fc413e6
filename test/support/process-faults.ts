import { readFile } from 'node:fs/promises';
import {
  category,
  contract,
  customer,
  group,
  invoice,
  jobsite,
  location,
  rate,
} from './interface-factories.js';
import type { Bundle } from './test-server.js';

/** One request for each pull endpoint, of the one customer of {@link fullBundle}. */
export const PULL_PATHS = [
  'contract?customer=C1',
  'jobsite?customer=C1',
  'invoice?customer=C1',
  'location?items=5',
  'dealer-category?customer=C1',
  'customer?customer=C1',
  '?customer=C1',
  'incremental?since=0000-00-00T00:00:00Z',
].map((path) => `/api/v1/${path}`);

/** One item of everything, each of which carries the mark. */
export function fullBundle(mark: string): Bundle {
  return {
    'customers.ndjson': [customer('C1', mark)],
    'locations.ndjson': [location('L1', { properties: { name: mark } })],
    'jobsites.ndjson': [jobsite('J1', { name: mark })],
    'contracts.ndjson': [contract('K1', { salesRep: mark })],
    'invoices.ndjson': [invoice('I1', { poNumber: mark })],
    'categories.ndjson': [{ ...category('G1', [group('G2', 1)]), title: mark }],
    'rates.ndjson': [rate('C1', 'G2', 2)],
  };
}

/** A process and all that it started. */
export async function familyOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return [pid, ...text.trim().split(' ').filter(Boolean).map(Number)];
}
