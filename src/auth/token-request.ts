import OAuth2Server from '@node-oauth/oauth2-server';

/** What is read of a request to the token endpoint. */
export interface RawTokenRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/**
 * A request to the token endpoint in the shape the OAuth library reads.
 * @throws OAuthError `invalid_request` for a repeated parameter (RFC 6749 §3.2) or more than one
 *   way of authenticating (§2.3)
 */
export function tokenRequest(raw: RawTokenRequest): OAuth2Server.Request {
  const headers = Object.fromEntries(
    Object.entries(raw.headers).map(([name, value]) => [name, String(value)]),
  );
  const body = parametersOf(raw.body);
  if (headers['authorization'] !== undefined && body['client_secret'] !== undefined)
    throw new OAuth2Server.InvalidRequestError(
      'Invalid request: the client must authenticate in one way only',
    );
  return new OAuth2Server.Request({ headers, method: 'POST', query: {}, body });
}

// Parameters without a value count as left out, and unknown ones are ignored (§3.2).
function parametersOf(body: unknown): Record<string, string> {
  const given = Object.entries(typeof body === 'object' && body !== null ? body : {});
  if (given.some(([, value]) => typeof value !== 'string'))
    throw new OAuth2Server.InvalidRequestError('Invalid request: a parameter is given twice');
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}
