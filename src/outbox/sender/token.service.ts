import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../../auth/clock.js';
import { Metrics } from '../../http/metrics/metrics.js';
import { ConnectionSecrets } from '../connection/connection-secrets.js';
import type { ClaimedConnection } from '../connection/crs-connection.js';
import { TokenClient, TokenError, type IssuedToken } from './token-client.js';
import { TokenStore } from './token.store.js';

const SECOND_MS = 1000;
/** A token whose lifetime is not told is used so long. */
const UNTOLD_LIFETIME = 300;
/** No token is used for longer, whatever is told of it: a day. */
const MOST_LIFETIME = 24 * 60 * 60;
/** A token is not used in the last minute of its life, or the last tenth of a short one. */
const MARGIN = 60;
/** A new secret that was refused is tried again after so long. */
const NEXT_SECRET_MS = 5 * 60 * SECOND_MS;

/**
 * The access tokens that a dealer shows to CRS, one for all nodes. Whoever asks has the connection's
 * lease: so one refresh at a time.
 */
@Injectable()
export class TokenService {
  readonly #logger = new Logger('Outbox');

  constructor(
    private readonly client: TokenClient,
    private readonly store: TokenStore,
    private readonly secrets: ConnectionSecrets,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /**
   * A token that counts now.
   * @param stop gives it up
   * @throws TokenError; SecretBoxError
   */
  async token(connection: ClaimedConnection, stop?: AbortSignal): Promise<string> {
    const { dealerCode, token, tokenUntil } = connection;
    const promoted = await this.#tryNext(connection, stop);
    if (promoted !== undefined) return promoted;
    if (token && tokenUntil && this.clock() < tokenUntil.getTime())
      return this.secrets.open(dealerCode, 'token', token);
    return this.refresh(connection, stop);
  }

  /**
   * A new token, whatever is left of the one before.
   * @throws TokenError; SecretBoxError
   */
  async refresh(connection: ClaimedConnection, stop?: AbortSignal): Promise<string> {
    const secret = this.secrets.open(connection.dealerCode, 'secret', connection.secret);
    try {
      const issued = await this.#grant(connection, secret, stop);
      await this.store.keep(connection, this.#sealed(connection, issued));
      return issued.token;
    } catch (error) {
      // CRS has ended the old secret: the new one need not wait for its time.
      const isRefused = error instanceof TokenError && error.oauthError !== undefined;
      const promoted =
        isRefused && !this.#isDue(connection) && (await this.#useNext(connection, stop));
      if (promoted) return promoted;
      throw error;
    }
  }

  /** The secret before works until the new one does. */
  async #tryNext(connection: ClaimedConnection, stop?: AbortSignal): Promise<string | undefined> {
    return this.#isDue(connection) ? this.#useNext(connection, stop) : undefined;
  }

  #isDue({ nextSecretDue }: ClaimedConnection): boolean {
    return nextSecretDue !== null && this.clock() >= nextSecretDue.getTime();
  }

  async #useNext(connection: ClaimedConnection, stop?: AbortSignal): Promise<string | undefined> {
    const { dealerCode: dealer, nextSecret } = connection;
    if (!nextSecret) return undefined;
    const secret = this.secrets.open(dealer, 'secret', nextSecret);
    try {
      const issued = await this.#grant(connection, secret, stop);
      await this.store.promote(connection, this.#sealed(connection, issued));
      this.#logger.log({ dealer }, 'The new client secret is in use');
      return issued.token;
    } catch (error) {
      if (!(error instanceof TokenError) || stop?.aborted) throw error;
      const due = new Date(this.clock() + NEXT_SECRET_MS);
      await this.store.postponeNext(connection, error.message, due);
      this.#logger.warn({ dealer, error: error.message }, 'The new client secret did not work');
      return undefined;
    }
  }

  async #grant(
    connection: ClaimedConnection,
    secret: string,
    stop?: AbortSignal,
  ): Promise<IssuedToken> {
    const { dealerCode: dealer } = connection;
    const count = (outcome: string) =>
      this.metrics.count('crs_outbound_tokens_total', { dealer, outcome });
    try {
      const issued = await this.client.grant(connection, secret, stop);
      count('issued');
      return issued;
    } catch (error) {
      const isRefused = error instanceof TokenError && error.oauthError !== undefined;
      if (!stop?.aborted) count(isRefused ? 'refused' : 'failed');
      throw error;
    }
  }

  #sealed({ dealerCode }: ClaimedConnection, { token, expiresIn }: IssuedToken) {
    const lifetime = Math.min(expiresIn ?? UNTOLD_LIFETIME, MOST_LIFETIME);
    const used = Math.max(0, lifetime - Math.min(MARGIN, lifetime / 10));
    return {
      token: this.secrets.seal(dealerCode, 'token', token),
      until: new Date(this.clock() + used * SECOND_MS),
    };
  }
}
