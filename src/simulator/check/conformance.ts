import { dailyPull } from '../pull/daily-pull.js';
import type { DailyPullOutcome, PullProgress } from '../pull/pull-options.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import { checkAbsent } from './absent.js';
import { checkAuthorization } from './authorization.js';
import { checkIntake } from './intake.js';
import { checkMessageRefusals } from './message-refusals.js';
import { checkRefusals } from './refusals.js';
import { checkSince } from './since.js';
import { NO_CUSTOMER, type Subjects } from './subjects.js';
import { checkTls } from './tls-check.js';
import { checkWrongSecret } from './token-check.js';

/** What a conformance run looks at. */
export interface ConformanceOptions {
  /** Customers whose data are pulled; `told` for some of those that `incremental` tells. */
  readonly customers: readonly string[] | 'told';
  /** How many customers are pulled at most. */
  readonly mostCustomers?: number;
  /** PDFs that are fetched, at most. */
  readonly documents?: number;
  /** Page size. */
  readonly items?: number;
  /** Post messages too: the dealer's system keeps those that it takes. */
  readonly messages: boolean;
  /** There is no system behind the wire: how it encrypts is not looked at. */
  readonly offline?: boolean;
  /** Hears what is looked at now. */
  readonly onStep?: (step: string) => void;
  /** Hears of each answer of the pull. */
  readonly onProgress?: (progress: PullProgress) => void;
}

const MOST_CUSTOMERS = 20;
const MOST_DOCUMENTS = 20;
const ITEMS = 20;

/**
 * Looks at everything that the interface asks of a dealer's system: encryption, access, the pulls,
 * what is absent, what is wrong, and, if wanted, messages.
 * @returns the customers that were pulled
 * @throws NoTokenError, GivenUpError
 */
export async function conformance(
  run: Run,
  target: Target,
  options: ConformanceOptions,
): Promise<readonly string[]> {
  const { messages, offline = false, onStep = () => undefined } = options;
  onStep('encryption');
  if (!offline) await checkTls(run, target.settings);
  onStep('tokens');
  await checkWrongSecret(run, target);
  onStep('changes');
  const told = await checkSince(run, target);
  onStep('the daily pull');
  const customers = chosen(told ?? [], options);
  const pulled = await pull(run, target, customers, options);
  const subjects = { ...(await subjectsOf(pulled, target)), hasIncremental: told !== undefined };
  onStep('access');
  await checkAuthorization(run, target, subjects);
  onStep('what is not there');
  await checkAbsent(run, target, subjects);
  onStep('requests that are wrong');
  await checkRefusals(run, target, subjects);
  if (messages) {
    onStep('messages');
    await checkIntake(run, target, subjects);
    await checkMessageRefusals(run, target, subjects);
  }
  return customers;
}

function chosen(told: readonly string[], options: ConformanceOptions): readonly string[] {
  const { customers, mostCustomers = MOST_CUSTOMERS } = options;
  return (customers === 'told' ? told : customers).slice(0, mostCustomers);
}

function pull(
  run: Run,
  target: Target,
  customers: readonly string[],
  { documents = MOST_DOCUMENTS, items = ITEMS, onProgress }: ConformanceOptions,
): Promise<DailyPullOutcome> {
  return dailyPull(run, target, { customers, documents, items, twice: true, onProgress });
}

/** The customer with the most contracts: there lists have most to show. */
async function subjectsOf(
  { customers, contracts }: DailyPullOutcome,
  target: Target,
): Promise<Omit<Subjects, 'hasIncremental'>> {
  const numberOf = (customer: string) => contracts.get(customer)?.length ?? 0;
  const [customer = NO_CUSTOMER] = customers.toSorted((a, b) => numberOf(b) - numberOf(a));
  const { dealer } = target.settings;
  return { customer, customerPath: await customerPathOf(target, customer), dealer };
}

async function customerPathOf(target: Target, customer: string): Promise<'customer' | ''> {
  const named = await target.get('customer', { customer }, 'customer endpoint');
  if (named.status === 200) return 'customer';
  const root = await target.get('', { customer }, 'customer endpoint without a name');
  return root.status === 200 ? '' : 'customer';
}
