import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import type { SecretBox } from './secret-box.js';

/** The algorithm of our tokens. RSA, because it is the fastest to verify. */
export const SIGNING_ALGORITHM = 'RS256';

/** A signing key as it is stored. */
export interface StoredSigningKey {
  /** RFC 7638 thumbprint of the public half. */
  readonly kid: string;
  readonly algorithm: string;
  readonly publicJwk: JWK;
  /** The private half, sealed in the secret box. */
  readonly privateJwk: Uint8Array<ArrayBuffer>;
  readonly createdAt: Date;
  /** Since when it signs no more. */
  readonly retiredAt: Date | null;
}

/** Makes a new key pair: RSA with 3072 bits, which is as strong as 128 bits of AES. */
export async function makeSigningKey(box: SecretBox, createdAt: Date): Promise<StoredSigningKey> {
  const options = { modulusLength: 3072, extractable: true };
  const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALGORITHM, options);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const secret = Buffer.from(JSON.stringify(await exportJWK(privateKey)));
  return {
    kid,
    algorithm: SIGNING_ALGORITHM,
    publicJwk: { ...jwk, kid, alg: SIGNING_ALGORITHM, use: 'sig' },
    privateJwk: box.seal(secret, contextOf(kid)),
    createdAt,
    retiredAt: null,
  };
}

/** The private half, ready to sign. */
export async function openPrivateKey(box: SecretBox, key: StoredSigningKey): Promise<CryptoKey> {
  const secret = box.open(key.privateJwk, contextOf(key.kid));
  const jwk = JSON.parse(Buffer.from(secret).toString('utf8')) as JWK;
  return (await importJWK(jwk, key.algorithm)) as CryptoKey;
}

/** The public half, ready to verify. */
export async function importPublicKey(key: StoredSigningKey): Promise<CryptoKey> {
  return (await importJWK(key.publicJwk, key.algorithm)) as CryptoKey;
}

function contextOf(kid: string): string {
  return `signing_key.${kid}`;
}
