import { REFERENCE } from '../rules/references.rules.js';
import { pullRates } from './catalog.js';
import { pullContracts, type ContractSeen } from './contracts.js';
import type { CustomerValidation } from './customers.js';
import type { Documents } from './documents.js';
import { IdSet } from './ids.js';
import { pullInvoices } from './invoices.js';
import { checkJobsites, pullJobsites, type JobsitesSeen } from './jobsites.js';
import type { Known } from './known.js';
import type { PullState } from './pull-state.js';
import type { Puller } from './puller.js';

/** "Up to 5 customer DCNs could be included with the same request". */
export const MOST_CUSTOMERS = 5;

/** What the pull of a group of customers works with. */
export interface GroupWork {
  readonly puller: Puller;
  readonly known: Known;
  readonly documents: Documents;
  readonly validation: CustomerValidation;
  readonly state: PullState | undefined;
}

/** What came of one customer. */
export interface CustomerSeen {
  readonly customer: string;
  readonly isKnown: boolean | undefined;
  readonly contracts: readonly string[];
}

/** Pulls up to five customers: contracts and jobsites together, the rest one after the other. */
export async function pullGroup(
  work: GroupWork,
  customers: readonly string[],
): Promise<CustomerSeen[]> {
  const { contracts, jobsites } = await pullShared(work, customers);
  const seen: CustomerSeen[] = [];
  for (const customer of customers) {
    const own = contracts.filter(({ customerId }) => customerId === customer);
    await pullRates(work.puller, work.known, customer);
    const invoices = await pullCustomerInvoices(work, customer, own, jobsites);
    const isKnown = await work.validation.isKnown(customer);
    checkIsKnown(work.puller, customer, isKnown, [
      [own.length, 'contracts'],
      [jobsites.byCustomer.get(customer)?.size ?? 0, 'jobsites'],
      [invoices.ids.length, 'invoices'],
    ]);
    for (const { pdfUrl, place } of own)
      if (pdfUrl !== undefined) await work.documents.fetch(pdfUrl, place);
    for (const { url, place, isNew } of invoices.pdfUrls)
      if (isNew) await work.documents.fetch(url, place);
    seen.push({ customer, isKnown, contracts: own.map(({ contractId }) => contractId) });
    work.puller.progress.customers++;
  }
  work.puller.tell();
  return seen;
}

/** The contracts and jobsites of up to five customers. */
export async function pullShared(
  { puller, known }: Pick<GroupWork, 'puller' | 'known'>,
  customers: readonly string[],
): Promise<{ contracts: ContractSeen[]; jobsites: JobsitesSeen }> {
  const { contracts, complete } = await pullContracts(puller, known, customers);
  const jobsites = await pullJobsites(puller, customers);
  if (complete && jobsites.complete) checkJobsites(puller, contracts, jobsites);
  return { contracts, jobsites };
}

/** The invoices of a customer; the state gets to know them. */
export async function pullCustomerInvoices(
  { puller, known, state }: Pick<GroupWork, 'puller' | 'known' | 'state'>,
  customer: string,
  contracts: readonly ContractSeen[],
  jobsites: JobsitesSeen | undefined,
) {
  const invoices = await pullInvoices(puller, known, {
    customer,
    seen: state?.invoicesOf(customer) ?? new Set(),
    contracts: new IdSet(contracts.map(({ contractId }) => contractId)),
    jobsites: jobsites?.byCustomer.get(customer) ?? new IdSet(),
  });
  puller.progress.pagesSaved += invoices.saved;
  if (invoices.saved > 0) puller.run.count('pages saved', invoices.saved);
  if (invoices.complete) state?.sawInvoices(customer, invoices.ids);
  return invoices;
}

function checkIsKnown(
  { run }: Puller,
  customer: string,
  isKnown: boolean | undefined,
  data: readonly (readonly [number, string])[],
): void {
  if (isKnown === undefined) return;
  if (!isKnown) run.count('unknown customers');
  const has = data.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  if (has.length === 0) return;
  const found = isKnown ? undefined : `${customer} is 404, but has ${has.join(', ')}`;
  run.findings.expect(REFERENCE.customer, found);
}
