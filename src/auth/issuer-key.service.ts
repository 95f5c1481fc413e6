import { Inject, Injectable, Logger } from '@nestjs/common';
import { createLocalJWKSet, type CryptoKey, type JSONWebKeySet } from 'jose';
import { CONFIG, type Config } from '../config/config.js';
import { AppError } from '../errors.js';
import { CLOCK, type Clock } from './clock.js';
import { fetchKeySet } from './issuer-discovery.js';
import { IssuerKeySetStore, type StoredKeySet } from './issuer-key-set.store.js';

/** The issuer is asked at most once in this time, however many unknown keys come in. */
export const ISSUER_COOLDOWN_MS = 30_000;

/** A key set older than this is fetched again, in the background. */
export const ISSUER_REFRESH_MS = 600_000;

// Below the time a request may take, so that the caller still gets its 503.
const FETCH_TIMEOUT_MS = 3_000;

type Lookup = ReturnType<typeof createLocalJWKSet>;

/**
 * The keys of the external issuer. Once known they stay known for as long as the issuer does not
 * answer, over restarts too: an outage there must not become one here.
 */
@Injectable()
export class IssuerKeyService {
  private readonly logger = new Logger(IssuerKeyService.name);
  private known: { readonly lookup: Lookup; readonly fetchedAt: number } | undefined;
  private attempt: { readonly at: number; readonly outcome: Promise<void> } | undefined;

  constructor(
    private readonly store: IssuerKeySetStore,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The issuer's key for a token's header. A key is good for the algorithm in its own `alg`, or
   * without one for those of its type.
   * @returns undefined when the issuer has no such key
   * @throws AppError `issuer-unavailable` when no key fits and the issuer could not be asked
   */
  async find(header: { alg: string; kid?: string | undefined }): Promise<CryptoKey | undefined> {
    await this.recall();
    if (!this.known) await this.refresh();
    else if (this.isStale(this.known.fetchedAt)) this.refreshInBackground();
    const key = await this.match(header);
    if (key) return key;
    await this.refresh();
    return this.match(header);
  }

  // Either way: a time in the future, from a clock that has since been set right, says nothing.
  private isStale(fetchedAt: number): boolean {
    return Math.abs(this.clock() - fetchedAt) > ISSUER_REFRESH_MS;
  }

  /** Takes up the key set of an earlier run, or of another node. */
  private async recall(): Promise<void> {
    if (this.known) return;
    const stored = await this.store.find(this.config.OAUTH_ISSUER_URL);
    if (stored && !this.known) this.use(stored);
  }

  private async match(header: { alg: string; kid?: string | undefined }) {
    try {
      return await this.known?.lookup(header);
    } catch {
      // No key, several, or one that cannot be used: none of them is the token's key.
      return undefined;
    }
  }

  // Within the cooldown everybody gets the outcome of the one attempt, failed or not.
  private refresh(): Promise<void> {
    const now = this.clock();
    if (!this.attempt || now - this.attempt.at >= ISSUER_COOLDOWN_MS)
      this.attempt = { at: now, outcome: this.fetch(now) };
    return this.attempt.outcome;
  }

  private refreshInBackground(): void {
    this.refresh().catch(() => undefined);
  }

  private async fetch(now: number): Promise<void> {
    const issuer = this.config.OAUTH_ISSUER_URL;
    try {
      const keySet = await fetchKeySet(issuer, AbortSignal.timeout(FETCH_TIMEOUT_MS));
      const fetched = { keySet, fetchedAt: new Date(now) };
      this.use(fetched);
      await this.remember(fetched);
    } catch (cause) {
      this.logger.warn(`The keys of ${issuer} cannot be fetched: ${String(cause)}`);
      throw new AppError('issuer-unavailable', undefined, {
        retryAfter: ISSUER_COOLDOWN_MS / 1000,
        cause,
      });
    }
  }

  private use({ keySet, fetchedAt }: StoredKeySet): void {
    const lookup = createLocalJWKSet(keySet as unknown as JSONWebKeySet);
    this.known = { lookup, fetchedAt: fetchedAt.getTime() };
  }

  private async remember(fetched: StoredKeySet): Promise<void> {
    await this.store.save(this.config.OAUTH_ISSUER_URL, fetched).catch((error: unknown) => {
      this.logger.warn(`The keys of the issuer are known but cannot be stored: ${String(error)}`);
    });
  }
}
