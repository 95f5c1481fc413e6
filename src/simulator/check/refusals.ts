import { shown } from '../findings.js';
import { placeOf } from '../answers/read-answer.js';
import { ANSWER } from '../rules/answer.rules.js';
import { REFUSAL } from '../rules/refusals.rules.js';
import type { Rule } from '../rules/rule.js';
import type { Run } from '../run.js';
import type { Parameters, Target } from '../target.js';
import type { Exchange } from '../wire/exchange.js';
import { NO_CUSTOMER, type Subjects } from './subjects.js';
import { answered, bodyOf, itemsOf, notRefused } from './verdicts.js';

/** A request that is wrong. */
interface WrongRequest {
  readonly rule: Rule;
  /** What is wrong with it. */
  readonly about: string;
  readonly path: string;
  readonly parameters: Parameters;
}

/** Sends requests that are wrong, each in one way, and expects them to be refused. */
export async function checkRefusals(run: Run, target: Target, subjects: Subjects): Promise<void> {
  for (const { rule, about, path, parameters } of wrongRequests(subjects)) {
    const exchange = await target.get(path, parameters, `${path || 'customer'} with ${about}`);
    const found = notRefused(exchange);
    run.findings.expect(rule, found && `${about}: ${found}`, placeOf(exchange));
    expectNoFailure(run, exchange, about);
  }
  await checkLarge(run, target, subjects);
}

/** What is wrong with a request must not be the server's failure. */
export function expectNoFailure({ findings }: Run, exchange: Exchange, about: string): void {
  const { status } = exchange;
  const silent = status === undefined ? `${about}: ${answered(exchange)}` : undefined;
  if (!findings.expect(ANSWER.answered, silent, placeOf(exchange))) return;
  const failed = (status ?? 0) >= 500 ? `${about}: answered ${status}` : undefined;
  findings.expect(REFUSAL.failure, failed, placeOf(exchange));
}

function wrong(rule: Rule, path: string, about: string, parameters: Parameters): WrongRequest {
  return { rule, about, path, parameters };
}

function wrongSince(): WrongRequest[] {
  return [
    wrong(REFUSAL.since, 'incremental', 'no since', {}),
    ...['yesterday', '2026-13-45T99:00:00Z'].map((since) =>
      wrong(REFUSAL.since, 'incremental', `since=${since}`, { since }),
    ),
    wrong(REFUSAL.sinceZone, 'incremental', 'a since without zone', {
      since: '2026-01-01T00:00:00',
    }),
  ];
}

function wrongRequests({ customer, customerPath, hasIncremental }: Subjects): WrongRequest[] {
  const six = [customer, ...[1, 2, 3, 4, 5].map((n) => `${NO_CUSTOMER}${n}`)].join(',');
  const two = `${customer},${NO_CUSTOMER}`;
  return [
    ...['contract', 'jobsite'].map((path) =>
      wrong(REFUSAL.tooMany, path, 'six customers', { customer: six, items: 20, page: 0 }),
    ),
    ...['invoice', 'dealer-category', customerPath].map((path) =>
      wrong(REFUSAL.oneOnly, path, 'two customers', { customer: two }),
    ),
    ...['contract', 'jobsite', 'invoice', customerPath].map((path) =>
      wrong(REFUSAL.customer, path, 'no customer', {}),
    ),
    ...['0', '-1', 'abc'].map((items) =>
      wrong(REFUSAL.paging, 'contract', `items=${items}`, { customer, items, page: 0 }),
    ),
    ...['-1', 'abc'].map((page) =>
      wrong(REFUSAL.paging, 'contract', `page=${page}`, { customer, items: 20, page }),
    ),
    ...(hasIncremental ? wrongSince() : []),
    wrong(REFUSAL.path, 'no-such-endpoint', 'an unknown path', {}),
  ];
}

/** A page size beyond all measure: refused, or cut down and said so. */
async function checkLarge(run: Run, target: Target, { customer }: Subjects): Promise<void> {
  const asked = { customer, items: 100_000, page: 0 };
  const exchange = await target.get('contract', asked, 'contract with items=100000');
  expectNoFailure(run, exchange, 'items=100000');
  const { size, totalElements, totalPages } = bodyOf(exchange.body) ?? {};
  const count = itemsOf(exchange)?.length ?? 0;
  const isFull = count === Math.min(Number(size), Number(totalElements));
  const isTold = isFull && totalPages === Math.ceil(Number(totalElements) / Number(size));
  const isTaken = notRefused(exchange) !== undefined;
  const found = isTaken && !isTold ? `${answered(exchange)} and size ${shown(size)}` : undefined;
  run.findings.expect(REFUSAL.large, found, placeOf(exchange));
}
