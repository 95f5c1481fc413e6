import { PageCheck } from '../answers/page-check.js';
import { AnswerReader, placeOf, type Item } from '../answers/read-answer.js';
import { shown } from '../findings.js';
import { PAGING } from '../rules/answer.rules.js';
import { ABSENT } from '../rules/refusals.rules.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import { NO_CUSTOMER, type Subjects } from './subjects.js';
import { answered, bodyOf, itemsOf } from './verdicts.js';

/** Asks for what is not there in requests that are right: lists that are empty, pages past the end. */
export async function checkAbsent(run: Run, target: Target, subjects: Subjects): Promise<void> {
  for (const path of ['contract', 'jobsite', 'invoice'] as const)
    await checkEmptyList(run, target, path);
  await checkUnknownCustomer(run, target, subjects);
  for (const path of ['location', 'contract', 'jobsite', 'invoice'] as const)
    await checkBeyond(run, target, path, subjects);
}

async function checkEmptyList(
  { findings }: Run,
  target: Target,
  path: 'contract' | 'jobsite' | 'invoice',
): Promise<void> {
  const asked = { customer: NO_CUSTOMER, items: 20, page: 0 };
  const exchange = await target.get(path, asked, `${path} of an unknown customer`);
  const isEmpty = exchange.status === 200 && itemsOf(exchange)?.length === 0;
  const found = isEmpty ? undefined : answered(exchange);
  if (!findings.expect(PAGING.emptyList, found, placeOf(exchange))) return;
  const answer = new AnswerReader(findings).read(path, exchange);
  if (!answer) return;
  const pages = new PageCheck(findings, idOf);
  pages.page(exchange, answer, asked);
  pages.end();
}

const idOf = (item: Item) => shown(item);

/** The rates are a list too; the customer itself is the only thing that may be "not found". */
async function checkUnknownCustomer(
  { findings }: Run,
  target: Target,
  { customerPath }: Subjects,
): Promise<void> {
  const asked = { customer: NO_CUSTOMER };
  const rates = await target.get('dealer-category', asked, 'rates of an unknown customer');
  const isList = rates.status === 200 && itemsOf(rates) !== undefined;
  findings.expect(PAGING.emptyList, isList ? undefined : answered(rates), placeOf(rates));
  const customer = await target.get(customerPath, asked, 'an unknown customer');
  const found = customer.status === 404 ? undefined : answered(customer);
  findings.expect(ABSENT.customer, found, placeOf(customer));
}

const FAR = 1_000_000;

async function checkBeyond(
  { findings }: Run,
  target: Target,
  path: string,
  { customer }: Subjects,
): Promise<void> {
  const asked = { ...(path !== 'location' && { customer }), items: 20 };
  const first = bodyOf((await target.get(path, { ...asked, page: 0 }, `${path} page 0`)).body);
  const exchange = await target.get(path, { ...asked, page: FAR }, `${path} past the end`);
  const body = bodyOf(exchange.body);
  const isEmpty = exchange.status === 200 && itemsOf(exchange)?.length === 0;
  const isTrue = ['totalElements', 'totalPages'].every((name) => body?.[name] === first?.[name]);
  const totals = `totalElements ${shown(body?.['totalElements'])}, on page 0 ${shown(first?.['totalElements'])}`;
  const found = isEmpty ? totals : answered(exchange);
  findings.expect(PAGING.beyond, isEmpty && isTrue ? undefined : found, placeOf(exchange));
}
