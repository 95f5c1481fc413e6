import type { FastifyReply, FastifyRequest } from 'fastify';
import { SENDING } from '../rules/messages.rules.js';
import type { Run } from '../run.js';
import { answerJson, retryAfter } from './answer-with.js';
import type { CrsTokens } from './crs-tokens.js';
import type { ExchangeLog, GivenAnswer } from './exchange-log.js';
import type { FaultPlan } from './faults.js';

/** CRS's token endpoint. */
export class TokenEndpoint {
  constructor(
    private readonly run: Run,
    private readonly tokens: CrsTokens,
    private readonly faults: FaultPlan,
    private readonly log: ExchangeLog,
  ) {}

  handle(request: FastifyRequest, reply: FastifyReply): void {
    const { end, number } = this.log.begin({
      purpose: 'token',
      url: request.url,
      authorized: false,
    });
    const fault = this.faults.take(['token-down']);
    if (fault) {
      const headers = retryAfter(fault.retryAfter);
      end(answerJson(reply, fault.status ?? 503, { error: 'temporarily_unavailable' }, headers));
      return;
    }
    const form = Buffer.isBuffer(request.body) ? request.body.toString() : '';
    const { status, body } = this.tokens.grant(request.headers.authorization, form);
    const found =
      status === 200 ? undefined : `${String(body['error'])}: ${String(body['error_description'])}`;
    this.run.findings.expect(SENDING.tokenRequest, found, { exchange: number, url: request.url });
    end(redacted(answerJson(reply, status, body, { 'cache-control': 'no-store' })));
  }
}

/** As it is recorded. */
function redacted(answer: GivenAnswer): GivenAnswer {
  const body = answer.body?.replace(/("access_token":)"[^"]*"/, '$1"***"');
  return { ...answer, ...(body !== undefined && { body }) };
}
