import OAuth2Server from '@node-oauth/oauth2-server';
import { isClientId } from './client-secret.js';

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
  const { authorization } = headers;
  if (authorization !== undefined) headers['authorization'] = decoded(authorization);
  const body = parametersOf(raw.body);
  if (headers['authorization'] !== undefined && body['client_secret'] !== undefined)
    throw new OAuth2Server.InvalidRequestError(
      'Invalid request: the client must authenticate in one way only',
    );
  return new OAuth2Server.Request({ headers, method: 'POST', query: {}, body });
}

/** The client that a request to the token endpoint names, however it authenticates. */
export function clientIdOf({ headers, body }: OAuth2Server.Request): string | undefined {
  const basic = /^basic +([\w+/=-]+)$/i.exec(headers?.['authorization'] ?? '')?.[1];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString().split(':', 1)[0];
  return (body as Record<string, string>)['client_id'];
}

/** The client that asks for a token, as the log may name it, whether it is there or not. */
export function loggedClient(raw: RawTokenRequest): string | undefined {
  try {
    const id = clientIdOf(tokenRequest(raw));
    return id !== undefined && isClientId(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Id and secret are form-encoded within HTTP Basic (§2.3.1), which the library does not undo. Ours have
 * nothing in them that would have to be encoded; some clients do it all the same.
 */
function decoded(authorization: string): string {
  const credentials = /^basic +([\w+/=-]+)$/i.exec(authorization)?.[1];
  if (credentials === undefined) return authorization;
  const text = Buffer.from(credentials, 'base64').toString();
  try {
    const plain = decodeURIComponent(text.replaceAll('+', ' '));
    return `Basic ${Buffer.from(plain).toString('base64')}`;
  } catch {
    return authorization;
  }
}

// Parameters without a value count as left out, and unknown ones are ignored (§3.2).
function parametersOf(body: unknown): Record<string, string> {
  const given = Object.entries(typeof body === 'object' && body !== null ? body : {});
  if (given.some(([, value]) => typeof value !== 'string'))
    throw new OAuth2Server.InvalidRequestError('Invalid request: a parameter is given twice');
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}
