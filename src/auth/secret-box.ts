import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

// Layout: version (1 byte), nonce (12), tag (16), ciphertext. The version lets a later one be told apart.
const VERSION = 1;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const HEADER_LENGTH = 1 + NONCE_LENGTH + TAG_LENGTH;

/** A secret cannot be read back. The message names SECRETS_KEY and holds nothing of the secret. */
export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';
}

/** Encrypts what must be stored but not read in the database: AES-256-GCM under SECRETS_KEY. */
export class SecretBox {
  /** @param key 32 bytes */
  constructor(private readonly key: Uint8Array) {
    if (key.length !== 32) throw new SecretBoxError('SECRETS_KEY must be 32 bytes');
  }

  /** @param context where the secret belongs: a sealed secret opens only under the same context */
  seal(secret: Uint8Array, context: string): Uint8Array<ArrayBuffer> {
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(context));
    const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext]);
  }

  /** @throws SecretBoxError when the key or context is another one, or the bytes were changed */
  open(sealed: Uint8Array, context: string): Uint8Array<ArrayBuffer> {
    if (sealed[0] !== VERSION || sealed.length < HEADER_LENGTH)
      throw new SecretBoxError('A stored secret has an unknown format');
    const nonce = sealed.subarray(1, 1 + NONCE_LENGTH);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG_LENGTH })
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(1 + NONCE_LENGTH, HEADER_LENGTH));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEADER_LENGTH)), decipher.final()]);
    } catch {
      throw new SecretBoxError(
        'A stored secret cannot be decrypted: SECRETS_KEY is not the key it was encrypted with, or the stored bytes were changed',
      );
    }
  }
}
