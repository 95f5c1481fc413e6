import { clientCredentialsGrant, type Configuration } from 'openid-client';
import { clientConfiguration } from '../outgoing/client-configuration.js';
import type { Findings } from './findings.js';
import { ACCESS } from './rules/access.rules.js';
import type { Exchange, Wire } from './wire/exchange.js';

/** A dealer's system that is looked at. */
export interface TargetSettings {
  /** The API's root, such as `https://rental-api.dealer.example/api/v1`. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
  readonly audience?: string | undefined;
  readonly tokenAuth?: 'client_secret_basic' | 'client_secret_post' | undefined;
  /** Sent as `dealer`; left out when the endpoint is the dealer's own. */
  readonly dealer?: string | undefined;
}

/** Parameters of a request; those without a value are left out. */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** How a request deviates from an ordinary one. */
export interface Deviation {
  /** Another token; null for none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** There is no token: nothing can be looked at. */
export class NoTokenError extends Error {
  override readonly name = 'NoTokenError';
}

/** Before its end a token is not used any more. */
const MARGIN_MS = 30_000;
const GUESSED_LIFETIME_S = 300;

/** Asks a dealer's system as CRS does: with a token that is kept while it counts. */
export class Target {
  #token: { text: string; until: number } | undefined;
  #refusal: string | undefined;

  constructor(
    readonly settings: TargetSettings,
    readonly wire: Wire,
    private readonly findings: Findings,
  ) {}

  /** @throws NoTokenError */
  async get(
    path: string,
    parameters: Parameters,
    purpose: string,
    deviation: Deviation = {},
  ): Promise<Exchange> {
    const url = this.url(path, parameters);
    return this.#send({ method: 'GET', url, purpose }, deviation);
  }

  /** @throws NoTokenError */
  async post(
    path: string,
    parameters: Parameters,
    body: string,
    purpose: string,
    deviation: Deviation = {},
  ): Promise<Exchange> {
    const url = this.url(path, parameters);
    return this.#send({ method: 'POST', url, body, purpose }, deviation);
  }

  /** The address of an endpoint; `dealer` goes along if it is set. */
  url(path: string, parameters: Parameters): string {
    const { url, dealer } = this.settings;
    const named = { ...parameters, ...(!('dealer' in parameters) && { dealer }) };
    const query = Object.entries(named)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '').replaceAll('%2C', ',')}`)
      .join('&');
    const base = `${url.replace(/\/$/, '')}/${path}`;
    return query === '' ? base : `${base}?${query}`;
  }

  /** A token that counts. @throws NoTokenError */
  async token(): Promise<string> {
    if (this.#token && Date.now() < this.#token.until) return this.#token.text;
    const granted = await this.#grant();
    const seconds = granted.expiresIn();
    this.findings.expect(
      ACCESS.lifetime,
      seconds === undefined || seconds < 60 ? `expires_in ${seconds ?? 'is missing'}` : undefined,
      { url: this.settings.tokenUrl },
    );
    const until = Date.now() + (seconds ?? GUESSED_LIFETIME_S) * 1000 - MARGIN_MS;
    this.#token = { text: granted.access_token, until };
    return this.#token.text;
  }

  async #grant() {
    const { tokenUrl, scope, audience } = this.settings;
    try {
      const granted = await clientCredentialsGrant(this.#configuration(), {
        ...(scope !== undefined && { scope }),
        ...(audience !== undefined && { audience }),
      });
      this.findings.checked(ACCESS.token);
      return granted;
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
      const found = this.#refusal ?? why;
      this.findings.add(ACCESS.token, { url: tokenUrl, found });
      throw new NoTokenError(`The token endpoint gave no token: ${found}`, { cause: error });
    }
  }

  #configuration(): Configuration {
    return clientConfiguration(this.settings, async (url, { headers, body }) => {
      const exchange = await this.wire.send({
        method: 'POST',
        url,
        headers,
        body: body instanceof URLSearchParams ? body.toString() : '',
        purpose: 'token',
        confidential: true,
      });
      if (exchange.status === undefined) throw new Error(exchange.error ?? 'no answer');
      const { status } = exchange;
      // What the server says of it is more than what the library makes of it.
      this.#refusal =
        status === 200 ? undefined : `answered ${status}: ${exchange.body.slice(0, 200)}`;
      return new Response(exchange.body, { status, headers: { ...exchange.headers } });
    });
  }

  async #send(
    request: { method: 'GET' | 'POST'; url: string; purpose: string; body?: string },
    { token, headers }: Deviation,
  ): Promise<Exchange> {
    const shown = token === null ? undefined : (token ?? (await this.token()));
    return this.wire.send({ ...request, token: shown, ...(headers && { headers }) });
  }
}
