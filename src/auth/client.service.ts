import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../errors.js';
import { CLOCK, type Clock } from './clock.js';
import { hashSecret, makeClientId, makeClientSecret, secretMatches } from './client-secret.js';
import { ClientStore, type ActiveClient } from './client.store.js';
import type { Client, ClientCredentials, NewClient } from './client.js';
import { DealerService } from './dealer.service.js';
import { DEFAULT_SCOPES, isScope, SCOPES, type Scope } from './scope.js';

/** The clients that may call: who they are, what they may do, for which dealers. */
@Injectable()
export class ClientService {
  constructor(
    private readonly store: ClientStore,
    private readonly dealers: DealerService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Registers a client. With an external id it is one of the dealer's own issuer and gets no secret.
   * @throws AppError `invalid-parameter` (no name, unknown scope, no or unknown dealer), `already-exists`
   */
  async create(given: NewClient): Promise<ClientCredentials> {
    const name = given.name.trim();
    if (!name) throw invalid('name', 'must not be empty');
    const externalId = given.externalId?.trim() || null;
    const scopes = checkedScopes(given.scopes);
    const dealers = [...new Set(given.dealers)];
    // An operator's client needs no dealer; for any other one it is a slip.
    if (dealers.length === 0 && scopes.some((scope) => scope !== 'admin'))
      throw invalid('dealers', 'must name at least one dealer');
    await this.dealers.mustExist(dealers);
    const clientId = makeClientId();
    const clientSecret = externalId === null ? makeClientSecret() : undefined;
    const hash = clientSecret === undefined ? null : hashSecret(clientSecret);
    await this.store.add({ clientId, name, externalId, scopes, dealers }, hash);
    return { clientId, clientSecret };
  }

  /** Every client, revoked ones too, the oldest first. */
  list(): Promise<Client[]> {
    return this.store.list();
  }

  /**
   * Shuts a client out, with the tokens it holds, from the next request on. Again changes nothing.
   * @throws AppError `not-found`
   */
  async revoke(clientId: string): Promise<void> {
    const found = await this.store.revoke(clientId, new Date(this.clock()));
    if (!found) throw new AppError('not-found', 'There is no such client');
  }

  /**
   * Gives a client a new secret; the old one stops working at once, tokens it holds stay valid.
   * @throws AppError `not-found` for an unknown or revoked client
   */
  async rotateSecret(clientId: string): Promise<{ clientId: string; clientSecret: string }> {
    const clientSecret = makeClientSecret();
    const found = await this.store.setSecretHash(clientId, hashSecret(clientSecret));
    if (!found) throw new AppError('not-found', 'There is no such client, or it is revoked');
    return { clientId, clientSecret };
  }

  /** The client these credentials belong to, unless it is revoked (RFC 6749 §2.3.1). */
  async authenticate(clientId: string, secret: string): Promise<ActiveClient | undefined> {
    const client = await this.store.findByClientId(clientId);
    return secretMatches(secret, client?.secretHash) ? client : undefined;
  }
}

function checkedScopes(given: readonly string[] | undefined): Scope[] {
  const scopes = [...new Set(given?.length ? given : DEFAULT_SCOPES)];
  const known = scopes.filter(isScope);
  if (known.length === scopes.length) return known;
  throw invalid('scopes', `must be among ${Object.keys(SCOPES).join(', ')}`);
}

function invalid(name: string, reason: string): AppError {
  return new AppError('invalid-parameter', `${name} ${reason}`, { parameters: [{ name, reason }] });
}
