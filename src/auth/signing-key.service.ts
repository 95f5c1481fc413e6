import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { CryptoKey, JWK } from 'jose';
import { CONFIG, type Config } from '../config/config.js';
import { CLOCK, type Clock } from './clock.js';
import { SecretBox } from './secret-box.js';
import {
  importPublicKey,
  makeSigningKey,
  openPrivateKey,
  type StoredSigningKey,
} from './signing-key.js';
import { SigningKeyStore } from './signing-key.store.js';

/** For how long a node may go without looking at the keys in the database, in milliseconds. */
export const KEY_REFRESH_MS = 30_000;

/** For how long an unknown kid is not looked up again: a flood of them costs one query per interval. */
export const UNKNOWN_KEY_REFRESH_MS = 3_000;

interface KeyRing {
  readonly loadedAt: number;
  readonly signing: { readonly kid: string; readonly key: CryptoKey };
  readonly verifying: ReadonlyMap<string, { stored: StoredSigningKey; key: CryptoKey }>;
}

/**
 * The keys of our access tokens, shared by all nodes through the database. The first one is made on
 * first use; {@link rotate} makes another. A retired key verifies until the last token signed with
 * it has expired.
 */
@Injectable()
export class SigningKeyService implements OnApplicationBootstrap {
  private ring: KeyRing | undefined;
  private loading: Promise<KeyRing> | undefined;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly box: SecretBox,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A wrong SECRETS_KEY stops the start here. */
  async onApplicationBootstrap(): Promise<void> {
    await this.atMost(KEY_REFRESH_MS);
  }

  /** The key to sign with: the newest as of at most 30 seconds ago. */
  async signingKey(): Promise<KeyRing['signing']> {
    return (await this.atMost(KEY_REFRESH_MS)).signing;
  }

  /** The key a token names, if it is ours and not out of use. */
  async verificationKey(kid: string): Promise<CryptoKey | undefined> {
    const ring = await this.atMost(KEY_REFRESH_MS);
    const known = ring.verifying.get(kid);
    const found = known ?? (await this.atMost(UNKNOWN_KEY_REFRESH_MS)).verifying.get(kid);
    return found && this.isInUse(found.stored) ? found.key : undefined;
  }

  /** The public halves of all keys in use, for the JWK set (RFC 7517 §5). */
  async publicKeys(): Promise<JWK[]> {
    const ring = await this.atMost(KEY_REFRESH_MS);
    const inUse = [...ring.verifying.values()].filter(({ stored }) => this.isInUse(stored));
    return inUse.map(({ stored }) => stored.publicJwk);
  }

  /** Retires the current key and makes a new one; other nodes sign with it within 30 seconds. */
  async rotate(): Promise<{ kid: string }> {
    const key = await makeSigningKey(this.box, new Date(this.clock()));
    await this.store.replaceCurrent(key);
    await this.load();
    return { kid: key.kid };
  }

  // Another node may sign with a retired key until it looks at the database again.
  private isInUse({ retiredAt }: StoredSigningKey): boolean {
    const lifetime = this.config.TOKEN_TTL_SECONDS * 1000 + KEY_REFRESH_MS;
    return !retiredAt || this.clock() < retiredAt.getTime() + lifetime;
  }

  private async atMost(age: number): Promise<KeyRing> {
    if (this.ring && this.clock() - this.ring.loadedAt < age) return this.ring;
    this.loading ??= this.load().finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async load(): Promise<KeyRing> {
    const loadedAt = this.clock();
    const stored = await this.storedKeys();
    const current = stored.find(({ retiredAt }) => retiredAt === null);
    if (!current) throw new Error('There is no current signing key');
    const entries = stored.map(
      async (key) => [key.kid, { stored: key, key: await this.publicKey(key) }] as const,
    );
    const ring: KeyRing = {
      loadedAt,
      signing: await this.privateKey(current),
      verifying: new Map(await Promise.all(entries)),
    };
    // A look that began before a rotation may end after the rotation's own.
    if (!this.ring || this.ring.loadedAt <= loadedAt) this.ring = ring;
    return this.ring;
  }

  private async storedKeys(): Promise<StoredSigningKey[]> {
    const keys = await this.store.list();
    if (keys.some(({ retiredAt }) => retiredAt === null)) return keys;
    await this.store.addFirst(await makeSigningKey(this.box, new Date(this.clock())));
    return this.store.list();
  }

  private async publicKey(stored: StoredSigningKey): Promise<CryptoKey> {
    return this.ring?.verifying.get(stored.kid)?.key ?? importPublicKey(stored);
  }

  private async privateKey(stored: StoredSigningKey): Promise<KeyRing['signing']> {
    const { kid } = stored;
    if (this.ring?.signing.kid === kid) return this.ring.signing;
    return { kid, key: await openPrivateKey(this.box, stored) };
  }
}
