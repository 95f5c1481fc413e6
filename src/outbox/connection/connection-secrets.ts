import { Injectable } from '@nestjs/common';
import { SecretBox } from '../../auth/secret-box.js';

/** What of a connection is encrypted. */
export type ConnectionSecret = 'secret' | 'token';

/** Seals what a dealer shows to CRS: it is stored encrypted, and never told. */
@Injectable()
export class ConnectionSecrets {
  constructor(private readonly box: SecretBox) {}

  seal(dealerCode: string, kind: ConnectionSecret, text: string): Uint8Array<ArrayBuffer> {
    return this.box.seal(Buffer.from(text), contextOf(dealerCode, kind));
  }

  /** @throws SecretBoxError when SECRETS_KEY is not the key it was sealed with */
  open(dealerCode: string, kind: ConnectionSecret, sealed: Uint8Array): string {
    return Buffer.from(this.box.open(sealed, contextOf(dealerCode, kind))).toString();
  }
}

function contextOf(dealerCode: string, kind: ConnectionSecret): string {
  return `crs ${kind} ${dealerCode}`;
}
