import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What the dealer's system shows to CRS. */
export interface CrsCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** An answer of the token endpoint (RFC 6749 §5). */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How a token counts: `stale` is one that was given and does not count any more. */
export type TokenState = 'good' | 'stale' | 'unknown' | 'missing';

/** CRS's own token endpoint: client credentials, and what it gave. */
export class CrsTokens {
  readonly #good = new Map<string, number>();
  readonly #given = new Set<string>();

  constructor(
    private readonly credentials: CrsCredentials,
    private readonly lifetimeSeconds: number,
  ) {}

  /** @param authorization the header; @param form the body, form-encoded */
  grant(authorization: string | undefined, form: string): TokenAnswer {
    const fields = new URLSearchParams(form);
    if (fields.get('grant_type') !== 'client_credentials')
      return refusal(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
    const [id, secret] = shownIn(authorization, fields);
    const { clientId, clientSecret } = this.credentials;
    if (id !== clientId || !isSame(secret, clientSecret))
      return refusal(401, 'invalid_client', 'The client id or its secret is not known');
    const token = randomBytes(24).toString('base64url');
    this.#given.add(token);
    this.#good.set(token, Date.now() + this.lifetimeSeconds * 1000);
    const expiry = { expires_in: this.lifetimeSeconds };
    return { status: 200, body: { access_token: token, token_type: 'Bearer', ...expiry } };
  }

  stateOf(authorization: string | undefined): TokenState {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return 'missing';
    if (!this.#given.has(token)) return 'unknown';
    return Date.now() < (this.#good.get(token) ?? 0) ? 'good' : 'stale';
  }

  /** No token that was given counts any more. */
  revoke(): void {
    this.#good.clear();
  }
}

function refusal(status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}

/** RFC 6749 §2.3.1: by HTTP Basic, or in the form. */
function shownIn(authorization: string | undefined, form: URLSearchParams): [string, string] {
  const basic = /^Basic\s+(.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  const text = Buffer.from(basic, 'base64').toString();
  const colon = text.indexOf(':');
  return [decoded(text.slice(0, colon)), decoded(text.slice(colon + 1))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
