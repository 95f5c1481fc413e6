import { shown } from '../findings.js';
import { placeOf } from '../answers/read-answer.js';
import { AUTHORIZATION } from '../rules/refusals.rules.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import { answered, bodyOf } from './verdicts.js';

/** Asks for a token with a secret that is wrong, once: more could lock the client out. */
export async function checkWrongSecret({ findings }: Run, { settings, wire }: Target) {
  const { tokenUrl, clientId, tokenAuth, scope } = settings;
  const isPost = tokenAuth === 'client_secret_post';
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope !== undefined && { scope }),
    ...(isPost && { client_id: clientId, client_secret: WRONG }),
  });
  const exchange = await wire.send({
    method: 'POST',
    url: tokenUrl,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(!isPost && { authorization: basic(clientId) }),
    },
    body: form.toString(),
    purpose: 'token with a wrong secret',
    confidential: true,
  });
  const place = placeOf(exchange);
  const body = bodyOf(exchange.body);
  const isGiven = exchange.status === 200 && body?.['access_token'] !== undefined;
  const token = isGiven ? 'an access token was given' : undefined;
  if (!findings.expect(AUTHORIZATION.wrongSecret, token, place)) return;
  const error = body?.['error'];
  const isRight = [400, 401].includes(exchange.status ?? 0) && error === 'invalid_client';
  const found = `${answered(exchange)}, error ${shown(error)}`;
  findings.expect(AUTHORIZATION.tokenError, isRight ? undefined : found, place);
}

const WRONG = 'wrong-on-purpose';

/** RFC 6749 §2.3.1: both are encoded as in a form before they are put together. */
function basic(clientId: string): string {
  const encoded = new URLSearchParams({ id: clientId }).toString().slice('id='.length);
  return `Basic ${Buffer.from(`${encoded}:${WRONG}`).toString('base64')}`;
}
