import type { ClientAuth } from 'openid-client';

/**
 * HTTP Basic with both parts form-encoded (RFC 6749 §2.3.1). The library's own encodes `-`, `_` and `.`
 * too, which servers that do not decode know only as they are.
 */
export function clientSecretBasic(clientId: string, clientSecret: string): ClientAuth {
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  const shown = `${encoded(clientId)}:${encoded(clientSecret)}`;
  return (_server, _client, _body, headers) =>
    headers.set('authorization', `Basic ${Buffer.from(shown).toString('base64')}`);
}
