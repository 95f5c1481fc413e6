import type { Run } from '../run.js';
import { AUTHORIZATION } from '../rules/refusals.rules.js';
import type { Rule } from '../rules/rule.js';
import type { Target } from '../target.js';
import type { Exchange } from '../wire/exchange.js';
import { placeOf } from '../answers/read-answer.js';
import { forgedTokens } from './forged-tokens.js';
import { NO_DEALER, rightRequests, type Subjects } from './subjects.js';
import { answered, given } from './verdicts.js';

/** Asks without a token, with forged ones, and for a dealer that is not the client's. */
export async function checkAuthorization(
  run: Run,
  target: Target,
  subjects: Subjects,
): Promise<void> {
  for (const [path, parameters] of rightRequests(subjects)) {
    const exchange = await target.get(path, parameters, `${path} without token`, { token: null });
    expectUnauthorized(run, AUTHORIZATION.required, exchange, 'no token');
  }
  for (const { about, token } of await forgedTokens(await target.token())) {
    const exchange = await target.get('location', {}, `location with ${about}`, { token });
    expectUnauthorized(run, AUTHORIZATION.verified, exchange, about);
  }
  if (subjects.dealer !== undefined) await checkDealer(run, target, subjects);
}

/** @param rule what is broken when there is an answer all the same */
export function expectUnauthorized(
  { findings }: Run,
  rule: Rule,
  exchange: Exchange,
  about: string,
): void {
  const place = placeOf(exchange);
  const served = given(exchange);
  if (!findings.expect(rule, served && `${about}: ${served}`, place)) return;
  const { status, headers } = exchange;
  const is401 = status === 401;
  const other = is401 ? undefined : `${about}: ${answered(exchange)}`;
  if (!findings.expect(AUTHORIZATION.status, other, place)) return;
  const challenge = headers['www-authenticate'] ?? '';
  const isBearer = /^(?:.*,)?\s*Bearer\b/i.test(challenge);
  const found = `${about}: ${challenge === '' ? 'no WWW-Authenticate' : challenge}`;
  findings.expect(AUTHORIZATION.challenge, isBearer ? undefined : found, place);
}

/** An endpoint of one dealer's own need not look at the code: so only where it is sent. */
async function checkDealer({ findings }: Run, target: Target, subjects: Subjects): Promise<void> {
  for (const [path, parameters] of rightRequests(subjects)) {
    const asked = { ...parameters, dealer: NO_DEALER };
    const exchange = await target.get(path, asked, `${path} of an unknown dealer`);
    const { status = 0 } = exchange;
    const isRefused = status >= 400 && status < 500;
    const found = isRefused ? undefined : answered(exchange);
    findings.expect(AUTHORIZATION.dealer, found, placeOf(exchange));
  }
}
