import { Injectable } from '@nestjs/common';
import { AccessTokenService } from './access-token.service.js';
import type { Caller } from './caller.js';
import { ClientStore } from './client.store.js';
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
   * Verifies the token and reads its client, anew each time: a revocation counts at once.
   * @throws InvalidToken when the token is not to be accepted
   * @throws AppError `issuer-unavailable`, or the database's error, when that cannot be told
   */
  async authenticate(token: string): Promise<Caller> {
    const subject = await this.verify(token);
    const client = await (subject.known === 'client-id'
      ? this.clients.findByClientId(subject.id)
      : this.clients.findByExternalId(subject.id));
    if (!client) throw new InvalidToken('The client is not registered here, or is revoked');
    const { clientId, name, dealers } = client;
    const allowed = client.scopes.filter((scope) => subject.scopes?.includes(scope) ?? true);
    return { clientId, name, dealers, scopes: new Set(allowed), tokenId: subject.tokenId };
  }

  private verify(token: string): Promise<TokenSubject> {
    const { header, issuer } = unverified(token);
    if (this.own.claims(issuer)) return this.own.verify(token, header);
    if (this.external.claims(issuer)) return this.external.verify(token, header);
    throw new InvalidToken('The access token has another issuer');
  }
}
