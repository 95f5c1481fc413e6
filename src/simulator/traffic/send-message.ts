import { asText, type JsonObject } from '../../interface/message/json-values.js';
import { placeOf } from '../answers/read-answer.js';
import { REPLY } from '../rules/messages.rules.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import type { Exchange } from '../wire/exchange.js';
import { checkReply } from './check-reply.js';
import { Inspection } from './inspection.js';

/** What came of a message that was posted. */
export interface Sent {
  readonly inspection: Inspection;
  readonly exchange: Exchange;
  /** Whether the dealer's system took it. */
  readonly taken: boolean;
}

/**
 * Posts a message to the dealer's system as CRS does, and checks the answer; what is found goes to the
 * findings of the run.
 * @param repeat whether it is posted a second time, as after an answer that was lost
 * @throws NoTokenError
 */
export async function sendMessage(
  run: Run,
  target: Target,
  message: JsonObject,
  purpose: string,
  { repeat = false } = {},
): Promise<Sent> {
  const body = JSON.stringify(message);
  const exchange = await post(run, target, body, purpose);
  const inspection = new Inspection();
  const { clientId } = target.settings;
  const reply = checkReply(message, exchange, clientId, inspection);
  inspection.report(run.findings, placeOf(exchange));
  const taken = exchange.status === 200;
  if (!taken) return { inspection, exchange, taken };
  run.count('messages taken');
  if (!repeat) return { inspection, exchange, taken };
  const again = await post(run, target, body, `${purpose}, again`);
  const second = checkRepetition(reply, again);
  second.report(run.findings, placeOf(again));
  return { inspection: joined(inspection, second), exchange, taken };
}

async function post(run: Run, target: Target, body: string, purpose: string): Promise<Exchange> {
  const exchange = await target.post('message', {}, body, purpose);
  run.timings.add('message', exchange.milliseconds, exchange.body.length);
  return exchange;
}

function checkRepetition(first: JsonObject | undefined, { status, body }: Exchange): Inspection {
  const inspection = new Inspection();
  const refused =
    status === 200 ? undefined : `answered ${status ?? 'nothing'}: ${body.slice(0, 200)}`;
  if (!inspection.expect(REPLY.repeated, refused)) return inspection;
  const [before, now] = [asText(first?.['enqueuedTime']), enqueuedTimeIn(body)];
  if (before === undefined || now === undefined) return inspection;
  const found = before === now ? undefined : `${now}; the first time it was ${before}`;
  inspection.expect(REPLY.once, found, 'enqueuedTime');
  return inspection;
}

function enqueuedTimeIn(body: string): string | undefined {
  try {
    return asText((JSON.parse(body) as JsonObject)['enqueuedTime']);
  } catch {
    return undefined;
  }
}

function joined(...all: readonly Inspection[]): Inspection {
  const inspection = new Inspection();
  for (const { broken } of all)
    for (const { rule, found, path } of broken) inspection.expect(rule, found, path);
  return inspection;
}
