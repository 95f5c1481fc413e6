import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '../auth/secret-box.js';

const PREFIX = 'whsec_';
const BYTES = 32;

/** After a rotation it is signed with the secret before as well, for so long. */
const OVERLAP_MS = 24 * 60 * 60_000;

/** Names one webhook. */
export interface WebhookKey {
  readonly dealerCode: string;
  readonly webhookId: string;
}

/** What stands in the database, sealed. */
interface Kept {
  readonly secret: string;
  readonly before?: { readonly secret: string; readonly until: number };
}

/** The secrets that deliveries are signed with. They are stored encrypted and told once. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly box: SecretBox) {}

  /** A new secret, as Standard Webhooks writes one: `whsec_` and 32 random bytes in base64. */
  make(): string {
    return PREFIX + randomBytes(BYTES).toString('base64');
  }

  /** A new id of a webhook. */
  makeId(): string {
    return `wh_${randomBytes(12).toString('hex')}`;
  }

  /** Seals the first secret of a webhook. */
  seal(key: WebhookKey, secret: string): Uint8Array<ArrayBuffer> {
    return this.#seal(key, { secret });
  }

  /** Seals a secret that takes the place of another, which counts for another day. */
  rotate(key: WebhookKey, sealed: Uint8Array, secret: string, now: number) {
    const before = { secret: this.#open(key, sealed).secret, until: now + OVERLAP_MS };
    return this.#seal(key, { secret, before });
  }

  /**
   * The secrets to sign with now, the newest first.
   * @throws SecretBoxError when SECRETS_KEY is not the key they were sealed with
   */
  open(key: WebhookKey, sealed: Uint8Array, now: number): string[] {
    const { secret, before } = this.#open(key, sealed);
    return before && now < before.until ? [secret, before.secret] : [secret];
  }

  #seal(key: WebhookKey, kept: Kept): Uint8Array<ArrayBuffer> {
    return this.box.seal(Buffer.from(JSON.stringify(kept)), contextOf(key));
  }

  #open(key: WebhookKey, sealed: Uint8Array): Kept {
    return JSON.parse(Buffer.from(this.box.open(sealed, contextOf(key))).toString()) as Kept;
  }
}

function contextOf({ dealerCode, webhookId }: WebhookKey): string {
  return `webhook ${dealerCode} ${webhookId}`;
}
