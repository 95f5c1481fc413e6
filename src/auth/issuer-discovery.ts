/** A JSON Web Key Set as an issuer publishes it (RFC 7517 §5). */
export interface PublishedKeySet {
  readonly keys: readonly Record<string, unknown>[];
}

/** Whether both name one issuer; a slash at the end makes no difference. */
export function isSameIssuer(issuer: unknown, configured: string): boolean {
  return issuer === configured || issuer === `${configured}/`;
}

/**
 * The addresses of an issuer's metadata, in the order to try: OpenID Connect Discovery §4 appends
 * the well-known path to the issuer, RFC 8414 §3.1 puts it between host and path.
 */
export function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

/**
 * Fetches an issuer's key set by way of its metadata.
 * @throws Error saying what is wrong with the answer, or that there was none
 */
export async function fetchKeySet(issuer: string, signal: AbortSignal): Promise<PublishedKeySet> {
  const set = await fetchJson(await discoverKeySetUrl(issuer, signal), signal);
  const { keys } = set;
  // An issuer without keys would lock everybody out: an empty set is a fault, not news.
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('The key set is empty');
  return { keys: keys as Record<string, unknown>[] };
}

async function discoverKeySetUrl(issuer: string, signal: AbortSignal): Promise<string> {
  const faults: unknown[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      return keySetUrl(issuer, await fetchJson(url, signal));
    } catch (error) {
      faults.push(error);
    }
  }
  throw new AggregateError(faults, `No usable metadata of ${issuer}: ${faults.join('; ')}`);
}

function keySetUrl(issuer: string, metadata: Record<string, unknown>): string {
  const { issuer: stated, jwks_uri: url } = metadata;
  if (!isSameIssuer(stated, issuer)) throw new Error('The metadata is of another issuer');
  if (typeof url !== 'string' || !URL.canParse(url))
    throw new Error('The metadata has no jwks_uri');
  const { protocol } = new URL(url);
  // Keys over plain HTTP would be as weak as the issuer without TLS.
  if (protocol !== 'https:' && protocol !== new URL(issuer).protocol)
    throw new Error('The jwks_uri is not https');
  return url;
}

async function fetchJson(url: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  const headers = { accept: 'application/json' };
  const response = await fetch(url, { headers, signal, redirect: 'error' });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url} answers ${response.status}`);
  }
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new Error(`${url} is not a JSON object`);
  return body as Record<string, unknown>;
}
