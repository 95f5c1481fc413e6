import { Injectable } from '@nestjs/common';
import { clientCredentialsGrant, ResponseBodyError, type Configuration } from 'openid-client';
import { fetch } from 'undici';
import { checkedUrl } from '../../outgoing/checked-url.js';
import { clientConfiguration } from '../../outgoing/client-configuration.js';
import { failureLine, oneLine } from '../../outgoing/failure-line.js';
import type { TokenSource } from '../connection/crs-connection.js';
import { CrsAgent } from './crs-agent.js';

/** An access token, as the token endpoint gave it. */
export interface IssuedToken {
  readonly token: string;
  /** Seconds; undefined when the endpoint did not say. */
  readonly expiresIn: number | undefined;
  /** Space-separated; undefined when it is what was asked for (RFC 6749 §5.1). */
  readonly scope: string | undefined;
  /** The `Date` header of the answer. */
  readonly date: string | undefined;
}

/** What is known of an answer even when it is no token. */
interface Seen {
  status?: number;
  retryAfter?: string | null;
  date?: string | null;
}

/** There is no token: one line that says why, without the secret. */
export class TokenError extends Error {
  override readonly name = 'TokenError';

  /**
   * @param oauthError the code of RFC 6749 §5.2, if there is one
   * @param retryAfter the `Retry-After` header
   */
  constructor(
    message: string,
    readonly oauthError?: string,
    readonly retryAfter?: string,
  ) {
    super(message);
  }
}

/** Gets access tokens by client credentials (RFC 6749 §4.4). */
@Injectable()
export class TokenClient {
  constructor(private readonly agent: CrsAgent) {}

  /**
   * Waits for the answer at most 10 seconds. Redirects are not followed.
   * @throws TokenError
   */
  async grant(source: TokenSource, secret: string, stop?: AbortSignal): Promise<IssuedToken> {
    const seen: Seen = {};
    try {
      const parameters = {
        ...(source.scope !== null && { scope: source.scope }),
        ...(source.audience !== null && { audience: source.audience }),
      };
      const configuration = this.#configuration(source, secret, { seen, stop });
      const granted = await clientCredentialsGrant(configuration, parameters);
      const { access_token: token, scope } = granted;
      return { token, expiresIn: granted.expires_in, scope, date: seen.date ?? undefined };
    } catch (error) {
      const oauthError = error instanceof ResponseBodyError ? error.error : undefined;
      const line = this.#lineOf(error, seen.status);
      throw new TokenError(
        without(line, source.clientId, secret),
        oauthError,
        seen.retryAfter ?? undefined,
      );
    }
  }

  #configuration(
    { tokenUrl, clientId, tokenAuth }: TokenSource,
    secret: string,
    { seen, stop }: { readonly seen: Seen; readonly stop: AbortSignal | undefined },
  ): Configuration {
    checkedUrl(tokenUrl, this.agent.rules);
    const credentials = { tokenUrl, clientId, clientSecret: secret, tokenAuth };
    return clientConfiguration(credentials, async (to, { method, headers, body }) => {
      const { dispatcher, tokenTimeoutMs } = this.agent;
      if (!(body instanceof URLSearchParams)) throw new TypeError('A grant is asked for by a form');
      const late = AbortSignal.timeout(tokenTimeoutMs);
      const signal = stop ? AbortSignal.any([late, stop]) : late;
      const init = { method, headers, body, redirect: 'manual', dispatcher, signal } as const;
      const response = await fetch(to, init);
      seen.status = response.status;
      seen.retryAfter = response.headers.get('retry-after');
      seen.date = response.headers.get('date');
      return response;
    });
  }

  #lineOf(error: unknown, status: number | undefined): string {
    if (error instanceof ResponseBodyError) {
      const { error: code, error_description: description } = error;
      const said = description === undefined ? code : `${code}: ${description}`;
      return oneLine(`the token endpoint answered ${status}: ${said}`);
    }
    if (isTimeout(error))
      return `no answer of the token endpoint within ${this.agent.tokenTimeoutMs / 1000} seconds`;
    if (status !== undefined && status !== 200)
      return `the token endpoint answered ${status}, not a token`;
    if (status === 200)
      return oneLine(`the token endpoint did not answer as RFC 6749 says: ${String(error)}`);
    return `the token endpoint gave no answer: ${failureLine(error)}`;
  }
}

function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: unknown };
  return name === 'TimeoutError' || isTimeout(cause);
}

/** A line without the secret, in all the ways in which it was sent (RFC 6749 §2.3.1). */
function without(line: string, clientId: string, secret: string): string {
  const form = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  const basic = Buffer.from(`${form(clientId)}:${form(secret)}`).toString('base64');
  return [basic, secret, form(secret), encodeURIComponent(secret)].reduce(
    (text, shown) => text.replaceAll(shown, '***'),
    line,
  );
}
