import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config/config.js';
import { AppError } from '../errors.js';

const MINUTE_MS = 60_000;
/** Counts kept at most: each takes some two hundred bytes, whatever ids somebody makes up. */
const KEPT = 20_000;
/** Pairs of address and client that had the right credentials are known for a day. */
const KNOWN = 2_000;
const KNOWN_MS = 24 * 60 * MINUTE_MS;
/** Wrong credentials from one address for all clients together, as a multiple of those for one. */
const CLIENTS_AN_ADDRESS = 10;
const LONGEST_KEY = 64;

/**
 * Counts wrong credentials at the token endpoint, for a minute from the first: by address and client, so
 * that nobody can lock a client out from elsewhere, and by address, against trying many client ids. An
 * address of which a client has got a token is not counted for that client by the second, so that a
 * stranger behind the same proxy does not lock it out by the ids of others.
 *
 * By hand on lru-cache: rate-limiter-flexible keeps a timer and an entry for each key, without a bound.
 */
@Injectable()
export class TokenFailures {
  readonly #counts = new LRUCache<string, { failures: number }>({ max: KEPT, ttl: MINUTE_MS });
  readonly #known = new LRUCache<string, true>({ max: KNOWN, ttl: KNOWN_MS });

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'TOKEN_FAILURES_PER_MINUTE'>) {}

  /** @throws AppError `too-many-requests` when there were too many, whatever the credentials are now */
  check(address: string, clientId: string): void {
    const limit = this.config.TOKEN_FAILURES_PER_MINUTE;
    if (limit === 0) return;
    const network = networkOf(address);
    const pair = pairOf(network, clientId);
    this.#refuse(pair, limit);
    if (!this.#known.has(pair)) this.#refuse(network, limit * CLIENTS_AN_ADDRESS);
  }

  /** The credentials were wrong. */
  failed(address: string, clientId: string): void {
    if (this.config.TOKEN_FAILURES_PER_MINUTE === 0) return;
    const network = networkOf(address);
    this.#count(pairOf(network, clientId));
    this.#count(network);
  }

  /** The credentials were right. */
  passed(address: string, clientId: string): void {
    this.#known.set(pairOf(networkOf(address), clientId), true);
  }

  #refuse(key: string, limit: number): void {
    if ((this.#counts.get(key)?.failures ?? 0) < limit) return;
    // The cache reads its clock now and then only.
    const left = Math.min(this.#counts.getRemainingTTL(key), MINUTE_MS);
    const retryAfter = Math.max(1, Math.ceil(left / 1000));
    throw new AppError('too-many-requests', 'Too many wrong credentials', { retryAfter });
  }

  #count(key: string): void {
    const count = this.#counts.get(key);
    if (count) count.failures++;
    else this.#counts.set(key, { failures: 1 });
  }
}

/** Of IPv6 the network that one subscriber has: he may use any address in it. */
function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return ipaddr.IPv6.parse(address).toByteArray().slice(0, 8).join('.');
}

function pairOf(network: string, clientId: string): string {
  const short =
    clientId.length <= LONGEST_KEY
      ? clientId
      : createHash('sha256').update(clientId).digest('base64');
  return `${network} ${short}`;
}
