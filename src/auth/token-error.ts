import { HttpException } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import { isUnavailable } from '../database/unavailable.js';
import { AppError } from '../errors.js';
import type { TokenErrorResponse } from './token.dto.js';

/** A refusal of the token endpoint, ready to send. */
export interface TokenErrorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TokenErrorResponse;
}

const RETRY_AFTER_SECONDS = 5;

const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** Whatever goes wrong at the token endpoint, in the form of RFC 6749 §5.2. */
export function tokenErrorReply(error: unknown): TokenErrorReply {
  if (error instanceof OAuth2Server.OAuthError) return oauthReply(error);
  const known = error instanceof AppError ? error : undefined;
  if (known?.kind === 'unavailable' || isUnavailable(error)) {
    const headers = { 'Retry-After': String(known?.retryAfter ?? RETRY_AFTER_SECONDS) };
    return reply(503, 'temporarily_unavailable', 'Try again in a moment', headers);
  }
  if (known?.kind === 'too-many') {
    const seconds = String(known.retryAfter ?? RETRY_AFTER_SECONDS);
    const description = `${known.message}: try again in ${seconds} s`;
    return reply(429, 'temporarily_unavailable', description, { 'Retry-After': seconds });
  }
  if (known?.kind === 'forbidden') return reply(403, 'access_denied', known.message);
  // The server gave up on the body before it came to the grant: not a form, too long, cut off.
  const status = statusOf(error);
  if (status !== undefined && status >= 400 && status < 500)
    return reply(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded');
  return reply(500, 'server_error', 'Something went wrong');
}

function oauthReply(error: OAuth2Server.OAuthError): TokenErrorReply {
  switch (error.name) {
    case 'invalid_request':
    case 'invalid_scope':
    case 'unsupported_grant_type':
      return reply(400, error.name, error.message);
    case 'unauthorized_client':
      // All clients have the one grant we support, so it can only be another grant.
      return reply(400, 'unsupported_grant_type', 'Unsupported grant type: use client_credentials');
    case 'invalid_client': {
      const headers = { 'WWW-Authenticate': 'Basic realm="crs-dealer-api", charset="UTF-8"' };
      return reply(401, error.name, 'Client authentication failed', headers);
    }
    default:
      // The library wraps what our model threw.
      return tokenErrorReply((error as { inner?: unknown }).inner);
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  return error instanceof Error ? (error as { statusCode?: number }).statusCode : undefined;
}

function reply(
  status: number,
  error: TokenErrorResponse['error'],
  description: string,
  headers: Record<string, string> = {},
): TokenErrorReply {
  return {
    status,
    headers: { ...NO_STORE, ...headers },
    body: { error, error_description: description },
  };
}
