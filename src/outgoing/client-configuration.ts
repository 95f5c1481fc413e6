import {
  allowInsecureRequests,
  ClientSecretPost,
  Configuration,
  customFetch,
  type ClientAuth,
  type CustomFetch,
} from 'openid-client';

/** How a token endpoint is asked by client credentials (RFC 6749 §4.4). */
export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How the client shows its secret (RFC 6749 §2.3.1); Basic when nothing is said. */
  readonly tokenAuth?: string | undefined;
}

/**
 * What openid-client needs to know of a token endpoint without a discovery document. Plain HTTP is
 * taken: whether a URL may have it is looked at before.
 */
export function clientConfiguration(
  { tokenUrl, clientId, clientSecret, tokenAuth }: ClientCredentials,
  fetch: CustomFetch,
): Configuration {
  const { origin, protocol } = new URL(tokenUrl);
  const shown =
    tokenAuth === 'client_secret_post'
      ? ClientSecretPost(clientSecret)
      : clientSecretBasic(clientId, clientSecret);
  const server = { issuer: origin, token_endpoint: tokenUrl };
  const configuration = new Configuration(server, clientId, undefined, shown);
  if (protocol === 'http:') allowInsecureRequests(configuration);
  configuration[customFetch] = fetch;
  return configuration;
}

/**
 * HTTP Basic with both parts form-encoded (RFC 6749 §2.3.1). The library's own encodes `-`, `_` and `.`
 * too, which servers that do not decode know only as they are.
 */
function clientSecretBasic(clientId: string, clientSecret: string): ClientAuth {
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  const shown = `${encoded(clientId)}:${encoded(clientSecret)}`;
  return (_server, _client, _body, headers) =>
    headers.set('authorization', `Basic ${Buffer.from(shown).toString('base64')}`);
}
