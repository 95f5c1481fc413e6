import { AddressRefusedError } from './pinned-lookup.js';
import { UrlRefusedError } from './checked-url.js';

const MOST = 500;

/** What happened to a connection, in words; others are told by their own message. */
const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while the request was sent',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
  UND_ERR_SOCKET: 'the connection was closed without an answer',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain ends in one that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate chain is incomplete or not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate chain is incomplete or not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/** Why there is no answer, in one line; with the code, for whoever looks it up. */
export function failureLine(error: unknown): string {
  const innermost = causeOf(error);
  if (innermost instanceof UrlRefusedError) return `the URL ${innermost.message}`;
  if (innermost instanceof AddressRefusedError) return innermost.message;
  const { message, code } = textsOf(innermost);
  const meaning = MEANINGS[code];
  return meaning === undefined ? oneLine(message || code || 'it failed') : `${meaning} (${code})`;
}

/** Text of another server as one line of at most 500 characters. */
export function oneLine(text: string): string {
  return (
    text
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, MOST)
      // Half a character at the end would be no JSON that PostgreSQL takes.
      .toWellFormed()
  );
}

function causeOf(error: unknown): unknown {
  // Of several addresses, the first one's failure stands for all.
  const { errors, cause } = isErrorLike(error) ? error : {};
  const next: unknown = Array.isArray(errors) ? errors[0] : cause;
  return isErrorLike(next) ? causeOf(next) : error;
}

/** By its form: those of Node.js itself may be of another realm. */
function isErrorLike(value: unknown): value is { errors?: unknown; cause?: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value;
}

function textsOf(error: unknown): { readonly message: string; readonly code: string } {
  if (!isErrorLike(error)) return { message: String(error), code: '' };
  const { message, code } = error as { readonly message?: unknown; readonly code?: unknown };
  return { message: String(message), code: typeof code === 'string' ? code : '' };
}
