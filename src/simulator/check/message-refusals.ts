import { randomUUID } from 'node:crypto';
import { placeOf } from '../answers/read-answer.js';
import { AUTHORIZATION, MESSAGE_REFUSAL, REFUSAL } from '../rules/refusals.rules.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import type { Exchange } from '../wire/exchange.js';
import { expectUnauthorized } from './authorization.js';
import { expectNoFailure } from './refusals.js';
import { NO_DEALER, type Subjects } from './subjects.js';
import { answered, given, notRefused } from './verdicts.js';

/** Posts messages that must not be taken. A system that takes them all the same keeps them. */
export async function checkMessageRefusals(
  run: Run,
  target: Target,
  subjects: Subjects,
): Promise<void> {
  const right = rightMessage(subjects);
  for (const [about, body] of invalidBodies(right)) {
    const exchange = await target.post('message', {}, body, `message with ${about}`);
    expectRefusedForGood(run, exchange, about);
  }
  const text = JSON.stringify(right);
  const bare = await target.post('message', {}, text, 'message without token', { token: null });
  expectUnauthorized(run, AUTHORIZATION.required, bare, 'no token');
  await checkForeignDealer(run, target, right);
  const wrong = await target.post('incremental', {}, '{}', 'POST to incremental');
  run.findings.expect(REFUSAL.method, notRefused(wrong), placeOf(wrong));
  expectNoFailure(run, wrong, 'POST to incremental');
}

type Message = Readonly<Record<string, unknown>>;

function rightMessage({ customer, dealer }: Subjects): Message {
  return {
    dealerCode: dealer,
    customerNumber: customer,
    submittedPriority: 1,
    submittedMessageId: randomUUID(),
    submittedTime: new Date().toISOString(),
    messageType: 'contract',
    payload: null,
  };
}

function invalidBodies(right: Message): [string, string][] {
  const bent = (about: string, change: Message): [string, string] => [
    about,
    JSON.stringify({ ...right, submittedMessageId: randomUUID(), ...change }),
  ];
  const required = ['dealerCode', 'submittedMessageId', 'submittedTime', 'messageType'];
  return [
    ['a body that ends in the middle', JSON.stringify(right).slice(0, -12)],
    ['a list of messages', JSON.stringify([right])],
    ['a text as its body', JSON.stringify('hello')],
    ...required.map((name) => bent(`no ${name}`, { [name]: undefined })),
    bent('an unknown messageType', { messageType: 'rental' }),
    bent('a submittedTime that is no time', { submittedTime: 'yesterday' }),
    bent('no customerNumber in type contract', { customerNumber: null }),
    bent('type request and no payload', { messageType: 'request' }),
    bent('type message and no payload', { messageType: 'message' }),
  ];
}

/** After these CRS sends a message again, for as long as it takes (§ Message Data). */
const RETRIED = new Set([401, 403, 404, 408, 429]);

function expectRefusedForGood({ findings }: Run, exchange: Exchange, about: string): void {
  const { status = 0 } = exchange;
  const isFinal = status >= 400 && status < 500 && !RETRIED.has(status);
  const found = isFinal ? undefined : `${about}: ${answered(exchange)}`;
  if (!findings.expect(MESSAGE_REFUSAL.taken, found, placeOf(exchange))) return;
  const other = status === 402 ? undefined : `${about}: answered ${status}`;
  findings.expect(MESSAGE_REFUSAL.status, other, placeOf(exchange));
}

async function checkForeignDealer(run: Run, target: Target, right: Message): Promise<void> {
  const body = JSON.stringify({ ...right, dealerCode: NO_DEALER });
  const exchange = await target.post('message', {}, body, 'message of another dealer');
  run.findings.expect(MESSAGE_REFUSAL.dealer, given(exchange), placeOf(exchange));
  expectNoFailure(run, exchange, 'a message of another dealer');
}
