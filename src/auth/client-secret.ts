import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new client identifier. Like the secrets, it needs no encoding in a form or a Basic header. */
export function makeClientId(): string {
  return `crs-${randomBytes(10).toString('hex')}`;
}

/** Whether a text looks like one: what is none may be a secret in the wrong place. */
export function isClientId(text: string): boolean {
  return /^crs-[0-9a-f]{20}$/.test(text);
}

/** A new client secret: 256 random bits, in base64url. */
export function makeClientSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is stored of a secret. A fast hash is right here: the slow ones make guessing of passwords
 * dear, and nobody guesses 256 random bits, however cheap a guess is.
 */
export function hashSecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

// Stands in for the hash of an unknown client, so that the answer takes as long as for a known one.
const NO_HASH = new Uint8Array(randomBytes(32));

/** Compares in constant time. Without a stored hash the answer is no. */
export function secretMatches(secret: string, hash: Uint8Array | null | undefined): boolean {
  const equal = timingSafeEqual(hashSecret(secret), hash ?? NO_HASH);
  return equal && hash !== null && hash !== undefined;
}
