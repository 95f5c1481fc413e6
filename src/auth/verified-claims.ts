import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type CryptoKey,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { InvalidToken } from './invalid-token.js';
import { isScope, type Scope } from './scope.js';

/** What is used of a token's header (RFC 7515 §4.1): never `jku`, `x5u`, `jwk` or `x5c`. */
export interface TokenHeader {
  readonly alg: string | undefined;
  readonly kid: string | undefined;
  readonly typ: string | undefined;
}

const MALFORMED = 'The access token is malformed';

/** A token's header and issuer as it states them: nothing of it is verified yet. */
export function unverified(token: string): { header: TokenHeader; issuer: unknown } {
  try {
    const { alg, kid, typ }: Record<string, unknown> = decodeProtectedHeader(token);
    const header = { alg: textOf(alg), kid: textOf(kid), typ: textOf(typ) };
    return { header, issuer: decodeJwt(token).iss };
  } catch {
    throw new InvalidToken(MALFORMED);
  }
}

/**
 * The claims of a token that this key signed and that fits the options.
 * @throws InvalidToken whatever is wrong: no I/O happens in here, so it can only be the token
 */
export async function verifiedClaims(
  token: string,
  key: CryptoKey,
  options: JWTVerifyOptions & Required<Pick<JWTVerifyOptions, 'algorithms'>>,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    throw new InvalidToken(reasonOf(error), { cause: error });
  }
}

/** Those of our scopes that a `scope` claim names, as a text (RFC 9068 §2.2.3) or a list. */
export function scopesOf(claim: unknown): Scope[] {
  const names: unknown[] = typeof claim === 'string' ? claim.split(' ') : [claim].flat();
  return names.filter((name): name is Scope => typeof name === 'string' && isScope(name));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const CLAIM_REASONS: Record<string, string> = {
  iss: 'The access token has another issuer',
  aud: 'The access token is meant for another audience',
  typ: 'The token is not an access token',
  nbf: 'The access token is not valid yet',
};

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The access token expired';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'The signature of the access token does not match';
  if (error instanceof errors.JWTClaimValidationFailed)
    return CLAIM_REASONS[error.claim] ?? 'The access token lacks a claim';
  return MALFORMED;
}
