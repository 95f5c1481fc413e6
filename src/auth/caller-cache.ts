import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config/config.js';
import { callerFrom, CallerService } from './caller.service.js';
import type { Caller } from './caller.js';
import { CLOCK, type Clock } from './clock.js';
import type { ActiveClient } from './client.store.js';
import type { TokenSubject } from './token-subject.js';

/** Tokens, and clients, kept in memory at most: each takes about a kilobyte. */
const KEPT = 10_000;

interface KnownClient {
  readonly client: ActiveClient;
  readonly readAt: number;
}

/**
 * {@link CallerService} for every request: checking a signature is the largest part of what a request
 * costs besides its page. A token is verified once and then good until it expires; its client is read
 * again after CLIENT_CACHE_SECONDS, so a revocation counts by then. Refusals are not kept.
 */
@Injectable()
export class CallerCache {
  private readonly subjects = new LRUCache<string, TokenSubject>({ max: KEPT });
  private readonly clients = new LRUCache<string, KnownClient>({ max: KEPT });

  constructor(
    private readonly callers: CallerService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws as {@link CallerService.authenticate} */
  async authenticate(token: string): Promise<Caller> {
    const subject = await this.subjectOf(token);
    return callerFrom(subject, await this.clientOf(subject));
  }

  private async subjectOf(token: string): Promise<TokenSubject> {
    const known = this.subjects.get(token);
    if (known && known.expiresAt > this.clock()) return known;
    const subject = await this.callers.verify(token);
    this.subjects.set(token, subject);
    return subject;
  }

  private async clientOf(subject: TokenSubject): Promise<ActiveClient | undefined> {
    const key = `${subject.known} ${subject.id}`;
    const known = this.clients.get(key);
    const readAt = this.clock();
    if (known && readAt - known.readAt < this.config.CLIENT_CACHE_SECONDS * 1000)
      return known.client;
    const client = await this.callers.client(subject);
    if (client) this.clients.set(key, { client, readAt });
    else this.clients.delete(key);
    return client;
  }
}
