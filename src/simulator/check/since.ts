import { AnswerReader, placeOf, type Answer } from '../answers/read-answer.js';
import { BEGINNING } from '../pull/customers-told.js';
import { ABSENT } from '../rules/refusals.rules.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import { answered, itemsOf } from './verdicts.js';

const LONG_AGO = '1990-01-01T00:00:00Z';
/** The same in every run, so that a recording can be replayed. */
const FUTURE = '2999-01-01T00:00:00Z';

/**
 * Asks what has changed from the beginning, since long ago, and since a time that is to come.
 * @returns the customers that were told; undefined if the endpoint is not there
 */
export async function checkSince(run: Run, target: Target): Promise<string[] | undefined> {
  const customers = await checkBeginning(run, target);
  if (customers) await checkFuture(run, target);
  return customers;
}

async function checkBeginning({ findings }: Run, target: Target): Promise<string[] | undefined> {
  const reader = new AnswerReader(findings);
  const longAgo = await target.get('incremental', { since: LONG_AGO }, 'since long ago');
  // Messages supersede the endpoint: then it need not be there.
  const missing = longAgo.status === 404 ? 'answered 404' : undefined;
  if (!findings.expect(ABSENT.incremental, missing, placeOf(longAgo))) return undefined;
  const later = customersIn(reader.read('incremental', longAgo));
  const beginning = await target.get('incremental', { since: BEGINNING }, 'since the beginning');
  const refused = beginning.status === 200 ? undefined : answered(beginning);
  if (!findings.expect(ABSENT.beginning, refused, placeOf(beginning))) return later;
  const all = new Set(customersIn(reader.read('incremental', beginning)));
  const untold = later.find((one) => !all.has(one));
  const found = untold && `customer ${untold} has changed since ${LONG_AGO}, but is not there`;
  findings.expect(ABSENT.beginning, found, placeOf(beginning));
  return [...all];
}

async function checkFuture({ findings }: Run, target: Target): Promise<void> {
  const future = await target.get('incremental', { since: FUTURE }, 'since the future');
  const isEmpty = future.status === 200 && itemsOf(future)?.length === 0;
  findings.expect(ABSENT.future, isEmpty ? undefined : answered(future), placeOf(future));
}

function customersIn(answer: Answer | undefined): string[] {
  const ids = answer?.items.map(({ customerId }) => customerId) ?? [];
  return ids.filter((id) => typeof id === 'string');
}
