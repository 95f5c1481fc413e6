import { pullRates } from './catalog.js';
import type { ContractSeen } from './contracts.js';
import { MOST_CUSTOMERS, pullCustomerInvoices, pullShared, type GroupWork } from './group.js';
import type { JobsitesSeen } from './jobsites.js';

/** By customer, the types of what changed. */
export type Changes = ReadonlyMap<string, ReadonlySet<string>>;

type LightWork = Omit<GroupWork, 'validation'>;

/**
 * Pulls of each customer what changed (§ Incremental Data Pull): `contract` the contracts and
 * jobsites, `invoice` the invoices, `catalog` the rates, `document` the PDFs.
 */
export async function lightPull(work: LightWork, changes: Changes): Promise<void> {
  const customers = [...changes.keys()];
  for (let first = 0; first < customers.length; first += MOST_CUSTOMERS)
    await lightGroup(work, customers.slice(first, first + MOST_CUSTOMERS), changes);
}

async function lightGroup(
  work: LightWork,
  customers: readonly string[],
  changes: Changes,
): Promise<void> {
  const has = (customer: string, ...types: string[]) =>
    types.some((type) => changes.get(customer)?.has(type));
  // Where the PDFs are is told by contracts and invoices.
  const shared = customers.filter((customer) => has(customer, 'contract', 'document'));
  const { contracts, jobsites } = await sharedOf(work, shared);
  for (const customer of customers) {
    const own = contracts.filter(({ customerId }) => customerId === customer);
    if (has(customer, 'catalog')) await pullRates(work.puller, work.known, customer);
    const invoices = has(customer, 'invoice', 'document')
      ? await pullCustomerInvoices(work, customer, own, jobsites)
      : undefined;
    if (has(customer, 'document')) {
      for (const { pdfUrl, place } of own)
        if (pdfUrl !== undefined) await work.documents.fetch(pdfUrl, place);
      for (const { url, place } of invoices?.pdfUrls ?? []) await work.documents.fetch(url, place);
    }
    work.puller.progress.customers++;
  }
  work.puller.tell();
}

async function sharedOf(
  work: LightWork,
  customers: readonly string[],
): Promise<{ contracts: readonly ContractSeen[]; jobsites: JobsitesSeen | undefined }> {
  if (customers.length === 0) return { contracts: [], jobsites: undefined };
  return pullShared(work, customers);
}
