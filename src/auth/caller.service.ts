import { Injectable } from '@nestjs/common';
import { AccessTokenService } from './access-token.service.js';
import type { Caller } from './caller.js';
import { ClientStore, type ActiveClient } from './client.store.js';
import { ExternalTokenService } from './external-token.service.js';
import { InvalidToken } from './invalid-token.js';
import type { TokenSubject } from './token-subject.js';
import { unverified } from './verified-claims.js';

/** From an access token to the caller it belongs to. */
@Injectable()
export class CallerService {
  constructor(
    private readonly own: AccessTokenService,
    private readonly external: ExternalTokenService,
    private readonly clients: ClientStore,
  ) {}

  /**
   * Verifies the token and reads its client, anew each time.
   * @throws InvalidToken when the token is not to be accepted
   * @throws AppError `issuer-unavailable`, or the database's error, when that cannot be told
   */
  async authenticate(token: string): Promise<Caller> {
    const subject = await this.verify(token);
    return callerFrom(subject, await this.client(subject));
  }

  /** Who a token is about. @throws as {@link authenticate} */
  async verify(token: string): Promise<TokenSubject> {
    const { header, issuer } = unverified(token);
    if (this.own.claims(issuer)) return this.own.verify(token, header);
    if (this.external.claims(issuer)) return this.external.verify(token, header);
    throw new InvalidToken('The access token has another issuer');
  }

  /** The client that a token is about, if it is registered and not revoked. */
  client({ known, id }: TokenSubject): Promise<ActiveClient | undefined> {
    return known === 'client-id'
      ? this.clients.findByClientId(id)
      : this.clients.findByExternalId(id);
  }
}

/** What both the token and the client's registration allow. @throws InvalidToken without a client */
export function callerFrom(subject: TokenSubject, client: ActiveClient | undefined): Caller {
  if (!client) throw new InvalidToken('The client is not registered here, or is revoked');
  const { clientId, name, dealers } = client;
  const allowed = client.scopes.filter((scope) => subject.scopes?.includes(scope) ?? true);
  return { clientId, name, dealers, scopes: new Set(allowed), tokenId: subject.tokenId };
}
