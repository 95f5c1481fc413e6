import { generateKeyPair, SignJWT, type JWTPayload } from 'jose';

/** A token that must not count, and what is wrong with it. */
export interface ForgedToken {
  readonly about: string;
  readonly token: string;
}

/**
 * Tokens that look like one that counts. If that is a JWT, they have its claims: whoever only decodes
 * a token takes them.
 */
export async function forgedTokens(token: string): Promise<ForgedToken[]> {
  const made: ForgedToken[] = [
    { about: 'a made-up token', token: 'no-such-token' },
    { about: 'a token with a changed character', token: changed(token) },
  ];
  const claims = claimsOf(token);
  if (!claims) return made;
  const expired = { ...claims, iat: 1_500_000_000, nbf: 1_500_000_000, exp: 1_500_003_600 };
  return [
    ...made,
    { about: 'an unsigned token (alg none)', token: unsigned(claims) },
    { about: 'a token signed with another key', token: await signed(claims, headerOf(token)) },
    { about: 'an expired token', token: await signed(expired, headerOf(token)) },
  ];
}

/** In the middle of its last part: of a JWT, that is the signature. */
function changed(token: string): string {
  const start = token.lastIndexOf('.') + 1;
  const at = start + Math.floor((token.length - start) / 2);
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

function claimsOf(token: string): JWTPayload | undefined {
  const [, payload, signature] = token.split('.');
  return signature === undefined ? undefined : decoded(payload);
}

function headerOf(token: string): Readonly<Record<string, unknown>> {
  return decoded(token.split('.')[0]) ?? {};
}

function decoded(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Readonly<
      Record<string, unknown>
    >;
  } catch {
    return undefined;
  }
}

function unsigned(claims: JWTPayload): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}

/** Names the key of the real token, and is signed with one of our own. */
async function signed(claims: JWTPayload, header: Readonly<Record<string, unknown>>) {
  const { privateKey } = await generateKeyPair('ES256');
  return new SignJWT(claims).setProtectedHeader({ ...header, alg: 'ES256' }).sign(privateKey);
}
