import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asId, asObject, type JsonObject } from '../../interface/message/json-values.js';
import { SENDING } from '../rules/messages.rules.js';
import type { Run } from '../run.js';
import { Inspection } from '../traffic/inspection.js';
import {
  answerHalf,
  answerJson,
  answerPage,
  neverAnswer,
  resetConnection,
  retryAfter,
} from './answer-with.js';
import type { CrsTokens } from './crs-tokens.js';
import type { ExchangeLog, GivenAnswer } from './exchange-log.js';
import type { Fault, FaultPlan } from './faults.js';
import type { Intake, IntakeAnswer } from './intake.js';

/** A message that came in, and what became of it. */
export interface ServedMessage {
  readonly exchange: number;
  readonly message?: JsonObject | undefined;
  /** Left out when there was none. */
  readonly status?: number | undefined;
  readonly fault?: Fault | undefined;
  readonly inspection: Inspection;
  readonly answer?: IntakeAnswer | undefined;
}

/** What the endpoint works with. */
export interface MessageEndpointParts {
  readonly run: Run;
  readonly tokens: CrsTokens;
  readonly faults: FaultPlan;
  readonly log: ExchangeLog;
  readonly intake: Intake;
  readonly onMessage: (served: ServedMessage) => void;
}

const KINDS = ['hang', 'reset', 'status', 'cut', 'html'] as const;
/** "404 is a server failure … and it should be retried, similar to a server error". */
const isRetried = (status: number) =>
  status === 404 || status === 408 || status === 429 || status >= 500;

/** CRS's message endpoint: `POST /api/v1/message`. */
export class MessageEndpoint {
  constructor(private readonly parts: MessageEndpointParts) {}

  async handle(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { log, run, faults } = this.parts;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const message = glance(body);
    const purpose = `message ${asId(message?.['messageType']) ?? 'without type'}`;
    const { authorization } = request.headers;
    const authorized = authorization !== undefined;
    const about = { purpose, url: request.url, body: body.toString(), authorized };
    const { number, end } = log.begin(about);
    const inspection = new Inspection();
    const subject = {
      type: asId(message?.['messageType']),
      customer: asId(message?.['customerNumber']),
    };
    const isGood = this.#isGood(authorization, inspection);
    const fault = isGood ? faults.take(['stale-token', ...KINDS, 'delay'], subject) : undefined;
    if (fault?.kind === 'delay') await delay(fault.milliseconds ?? 0);
    const served = isGood && fault?.kind !== 'stale-token';
    if (served && message) this.parts.intake.order.arrived(message, inspection);
    const { given, answer } = served
      ? this.#serve(request, reply, body, message, fault)
      : { given: unauthorized(reply) };
    const place = { exchange: number, url: request.url };
    inspection.report(run.findings, place);
    answer?.inspection.report(run.findings, place);
    run.count(given.status === 200 ? 'messages taken' : 'messages not taken');
    end(given);
    const all = [inspection, ...(answer ? [answer.inspection] : [])];
    const verdict = { exchange: number, message, status: given.status, fault, answer };
    this.parts.onMessage({ ...verdict, inspection: joined(all) });
  }

  /** A token that ended is the dealer's usual day; none, or a foreign one, is a mistake. */
  #isGood(authorization: string | undefined, inspection: Inspection): boolean {
    const state = this.parts.tokens.stateOf(authorization);
    const found = { missing: 'no token', unknown: 'a token that CRS did not give' };
    if (state === 'good' || state === 'stale') inspection.expect(SENDING.token, undefined);
    else inspection.expect(SENDING.token, found[state]);
    return state === 'good';
  }

  #serve(
    request: FastifyRequest,
    reply: FastifyReply,
    body: Buffer,
    message: JsonObject | undefined,
    fault: Fault | undefined,
  ): { given: GivenAnswer; answer?: IntakeAnswer } {
    const { intake } = this.parts;
    const isLost = fault?.kind === 'hang' || fault?.kind === 'reset';
    const isTaken = !fault || fault.kind === 'delay' || fault.kind === 'cut' || fault.taken;
    const contentType = request.headers['content-type'];
    const answer = isTaken ? intake.take({ body, contentType }) : undefined;
    if (message && (isLost || (fault?.kind === 'status' && isRetried(fault.status ?? 503))))
      intake.order.notTaken(message);
    const given = give(reply, fault, answer);
    return answer ? { given, answer } : { given };
  }
}

function give(
  reply: FastifyReply,
  fault: Fault | undefined,
  answer: IntakeAnswer | undefined,
): GivenAnswer {
  if (fault?.kind === 'hang') return neverAnswer(reply);
  if (fault?.kind === 'reset') return resetConnection(reply);
  if (fault?.kind === 'html') return answerPage(reply, fault.status ?? 200);
  if (fault?.kind === 'cut' && answer?.status === 200) return answerHalf(reply, answer.body);
  if (fault?.kind === 'status') {
    const { status = 503 } = fault;
    return answerJson(reply, status, { title: 'On demand', status }, retryAfter(fault.retryAfter));
  }
  return answerJson(reply, answer?.status ?? 500, answer?.body ?? {});
}

function unauthorized(reply: FastifyReply): GivenAnswer {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
  return answerJson(reply, 401, { title: 'A valid access token is needed', status: 401 }, headers);
}

/** What faults are chosen by; whether the message is right is looked at later. */
function glance(body: Buffer): JsonObject | undefined {
  try {
    return asObject(JSON.parse(body.toString()) as unknown);
  } catch {
    return undefined;
  }
}

function joined(all: readonly Inspection[]): Inspection {
  const inspection = new Inspection();
  for (const { broken } of all)
    for (const { rule, found, path } of broken) inspection.expect(rule, found, path);
  return inspection;
}
