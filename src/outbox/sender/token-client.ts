import { Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  clientCredentialsGrant,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  ResponseBodyError,
} from 'openid-client';
import { fetch } from 'undici';
import { checkedUrl } from '../../outgoing/checked-url.js';
import type { TokenSource } from '../connection/crs-connection.js';
import { CrsAgent } from './crs-agent.js';
import { failureLine, oneLine } from './failure-line.js';

/** In seconds. */
const TIMEOUT = 10;

/** An access token, as the token endpoint gave it. */
export interface IssuedToken {
  readonly token: string;
  /** Seconds; undefined when the endpoint did not say. */
  readonly expiresIn: number | undefined;
  /** Space-separated; undefined when it is what was asked for (RFC 6749 §5.1). */
  readonly scope: string | undefined;
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

  /** @throws TokenError */
  async grant(source: TokenSource, secret: string): Promise<IssuedToken> {
    const seen: { status?: number; retryAfter?: string | null } = {};
    try {
      const parameters = {
        ...(source.scope !== null && { scope: source.scope }),
        ...(source.audience !== null && { audience: source.audience }),
      };
      const configuration = this.#configuration(source, secret, seen);
      const granted = await clientCredentialsGrant(configuration, parameters);
      const { access_token: token, scope } = granted;
      return { token, expiresIn: granted.expiresIn(), scope };
    } catch (error) {
      const oauthError = error instanceof ResponseBodyError ? error.error : undefined;
      const line = lineOf(error, seen.status).replaceAll(secret, '***');
      throw new TokenError(line, oauthError, seen.retryAfter ?? undefined);
    }
  }

  #configuration(
    { tokenUrl, clientId, tokenAuth }: TokenSource,
    secret: string,
    seen: { status?: number; retryAfter?: string | null },
  ): Configuration {
    const url = checkedUrl(tokenUrl, this.agent.rules);
    const server = { issuer: url.origin, token_endpoint: tokenUrl };
    const shown =
      tokenAuth === 'client_secret_basic' ? ClientSecretBasic(secret) : ClientSecretPost(secret);
    const configuration = new Configuration(server, clientId, undefined, shown);
    configuration.timeout = TIMEOUT;
    // Where plain HTTP is allowed at all.
    if (url.protocol === 'http:') allowInsecureRequests(configuration);
    configuration[customFetch] = async (to, { method, headers, body, signal }) => {
      const { dispatcher } = this.agent;
      if (!(body instanceof URLSearchParams)) throw new TypeError('A grant is asked for by a form');
      const init = { method, headers, body, redirect: 'manual', dispatcher } as const;
      const response = await fetch(to, { ...init, ...(signal && { signal }) });
      seen.status = response.status;
      seen.retryAfter = response.headers.get('retry-after');
      return response;
    };
    return configuration;
  }
}

function lineOf(error: unknown, status: number | undefined): string {
  if (error instanceof ResponseBodyError) {
    const { error: code, error_description: description } = error;
    const said = description === undefined ? code : `${code}: ${description}`;
    return oneLine(`the token endpoint answered ${status}: ${said}`);
  }
  if (error instanceof Error && error.name === 'TimeoutError')
    return `no answer of the token endpoint within ${TIMEOUT} seconds`;
  if (status !== undefined && status !== 200)
    return `the token endpoint answered ${status}, not a token`;
  if (status === 200)
    return oneLine(`the token endpoint did not answer as RFC 6749 says: ${String(error)}`);
  return `the token endpoint gave no answer: ${failureLine(error)}`;
}
