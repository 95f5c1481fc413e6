import { REFERENCE } from '../rules/references.rules.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import { pullCatalog } from './catalog.js';
import { customersTold } from './customers-told.js';
import { CustomerValidation } from './customers.js';
import { Documents } from './documents.js';
import { MOST_CUSTOMERS, pullGroup, type CustomerSeen, type GroupWork } from './group.js';
import { Known } from './known.js';
import { pullLocations } from './locations.js';
import { GivenUpError, type DailyPullOptions, type DailyPullOutcome } from './pull-options.js';
import { Puller } from './puller.js';
import { checkNight, checkSpeed } from './speed-check.js';
import { checkTwice } from './twice.js';

/**
 * The whole daily pull of CRS, in the order of the interface: locations, the catalog, then for each
 * five customers their contracts and jobsites, and for each customer the rates, the invoices until a
 * seen one, the validation of the number, and the PDFs. What is wrong is in the run's findings.
 * @throws NoTokenError, GivenUpError, PullInterruptedError; what came until then is in the run
 */
export async function dailyPull(
  run: Run,
  target: Target,
  options: DailyPullOptions,
): Promise<DailyPullOutcome> {
  const puller = new Puller(run, target, options);
  const known = new Known();
  const work: GroupWork = {
    puller,
    known,
    documents: new Documents(puller),
    validation: new CustomerValidation(puller),
    state: options.state,
  };
  await pullLocations(puller, known);
  await pullCatalog(puller, known);
  const all = await customersOf(puller, options);
  const customers = todo([...new Set(all)], options);
  puller.progress.of = customers.length;
  puller.tell();
  const seen = await pullGroups(work, customers, options);
  await work.validation.checkNobody();
  if (options.twice) await checkTwice(puller, all.slice(0, MOST_CUSTOMERS));
  options.state?.clearDone();
  checkEnd(run, known);
  checkSpeed(run);
  const { nightlyCustomers, connections = 1 } = options;
  if (nightlyCustomers !== undefined)
    checkNight(run, customers.length, nightlyCustomers, connections);
  return outcomeOf(work, seen);
}

async function customersOf(
  puller: Puller,
  { customers }: DailyPullOptions,
): Promise<readonly string[]> {
  if (customers !== 'told') return customers;
  const told = await customersTold(puller);
  // A pull of nobody must not look like success.
  if (told.length === 0)
    throw new GivenUpError('incremental tells no customers since the beginning: name some');
  return told;
}

function todo(customers: readonly string[], { state, resume }: DailyPullOptions): string[] {
  if (!state) return [...customers];
  if (!resume) state.clearDone();
  return customers.filter((customer) => !state.isDone(customer));
}

/** As many groups at once as there are connections; the first one that fails ends all. */
async function pullGroups(
  work: GroupWork,
  customers: readonly string[],
  { connections = 1, state, onGroupDone }: DailyPullOptions,
): Promise<CustomerSeen[]> {
  const groups = Array.from({ length: Math.ceil(customers.length / MOST_CUSTOMERS) }, (_, group) =>
    customers.slice(group * MOST_CUSTOMERS, (group + 1) * MOST_CUSTOMERS),
  );
  const seen: CustomerSeen[] = [];
  const waiting = groups.values();
  let failed = false;
  const worker = async () => {
    try {
      for (const group of waiting) {
        if (failed) return;
        seen.push(...(await pullGroup(work, group)));
        for (const customer of group) state?.finished(customer);
        await onGroupDone?.();
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  // All come to their end before anything is closed.
  const ended = await Promise.allSettled(Array.from({ length: connections }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return seen;
}

/** What can be said only when all customers are there. */
function checkEnd({ findings }: Run, { invoicedContracts, invoicedJobsites }: Known): void {
  if (invoicedContracts.isEnough)
    findings.expect(REFERENCE.invoicedContract, invoicedContracts.fault);
  if (invoicedJobsites.isEnough) findings.expect(REFERENCE.invoicedJobsite, invoicedJobsites.fault);
}

function outcomeOf(
  { puller: { progress }, known: { locations, groups } }: GroupWork,
  seen: readonly CustomerSeen[],
): DailyPullOutcome {
  return {
    customers: seen.filter(({ isKnown }) => isKnown !== false).map(({ customer }) => customer),
    unknownCustomers: seen
      .filter(({ isKnown }) => isKnown === false)
      .map(({ customer }) => customer),
    contracts: new Map(seen.map(({ customer, contracts }) => [customer, contracts])),
    locations: locations?.toSet(),
    groups: groups?.toSet(),
    pages: progress.pages,
    pagesSaved: progress.pagesSaved,
  };
}
