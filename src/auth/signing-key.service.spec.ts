import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { readConfig, type Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { AccessTokenService } from './access-token.service.js';
import { SecretBox } from './secret-box.js';
import {
  KEY_REFRESH_MS,
  SigningKeyService,
  UNKNOWN_KEY_REFRESH_MS,
} from './signing-key.service.js';
import { SigningKeyStore } from './signing-key.store.js';
import { unverified } from './verified-claims.js';

const TTL = 3600;
const KEY = randomBytes(32);

describe('SigningKeyService', () => {
  let now: number;
  let config: Config;
  let database: Database;
  let created: TestDatabase;
  const clock = () => now;

  /** One node: its own service and memory, the database shared. */
  function node(key = KEY) {
    const store = new SigningKeyStore(database);
    const keys = new SigningKeyService(store, new SecretBox(key), config, clock);
    const tokens = new AccessTokenService(keys, config, clock);
    const verify = (token: string) => tokens.verify(token, unverified(token).header);
    return { store, keys, tokens, verify };
  }

  const kidOf = (token: string) => unverified(token).header.kid;

  beforeEach(async () => {
    now = Date.now();
    created = await createTestDatabase();
    config = readConfig({
      DATABASE_URL: created.url,
      SECRETS_KEY: KEY.toString('base64'),
      TOKEN_TTL_SECONDS: String(TTL),
    });
    database = await Database.open(config);
  });
  afterEach(async () => {
    await database.close();
    await created.drop();
  });

  it('makes the first key by itself: RSA, RS256, its kid the RFC 7638 thumbprint', async () => {
    const [jwk, ...others] = await node().keys.publicKeys();
    expect(others).toEqual([]);
    expect(jwk).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
    expect(Buffer.from(jwk?.n ?? '', 'base64url').length).toBe(384);
    expect(jwk?.kid).toBe(await calculateJwkThumbprint(jwk ?? {}));
    expect(Object.keys(jwk ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('keeps the private half encrypted', async () => {
    await node().keys.signingKey();
    const { privateJwk } = await database.prisma.signingKey.findFirstOrThrow();
    expect(Buffer.from(privateJwk).toString('latin1')).not.toMatch(/"d"|kty/);
  });

  it('makes one key when many nodes start at one time', async () => {
    const nodes = Array.from({ length: 5 }, () => node());
    await Promise.all(nodes.map(({ keys }) => keys.onApplicationBootstrap()));
    const kids = await Promise.all(nodes.map(async ({ keys }) => (await keys.signingKey()).kid));
    expect(new Set(kids).size).toBe(1);
    expect(await database.prisma.signingKey.count()).toBe(1);
  });

  it('stops the start when SECRETS_KEY is another one, and says so', async () => {
    await node().keys.onApplicationBootstrap();
    await expect(node(randomBytes(32)).keys.onApplicationBootstrap()).rejects.toThrow(
      'SECRETS_KEY',
    );
  });

  it('lets a token of one node pass at another', async () => {
    const token = await node().tokens.issue('crs-1', ['crs']);
    expect(await node().verify(token)).toMatchObject({ id: 'crs-1', scopes: ['crs'] });
  });

  it('keeps tokens of a retired key valid until they expire, and not beyond', async () => {
    const one = node();
    const old = await one.tokens.issue('crs-1', ['crs']);
    const { kid } = await one.keys.rotate();
    expect(kidOf(await one.tokens.issue('crs-1', ['crs']))).toBe(kid);
    now += (TTL - 1) * 1000;
    expect(await one.verify(old)).toMatchObject({ id: 'crs-1' });
    expect(await one.keys.publicKeys()).toHaveLength(2);
    now += 1000;
    await expect(one.verify(old)).rejects.toThrow('expired');
    now += KEY_REFRESH_MS;
    expect((await one.keys.publicKeys()).map((jwk) => jwk.kid)).toEqual([kid]);
    await expect(one.verify(old)).rejects.toThrow('unknown key');
  });

  it('lets other nodes verify with a new key at once, and sign with it within 30 seconds', async () => {
    const [one, two] = [node(), node()];
    const old = await two.tokens.issue('crs-1', ['crs']);
    now += UNKNOWN_KEY_REFRESH_MS;
    const { kid } = await one.keys.rotate();
    const token = await one.tokens.issue('crs-1', ['crs']);
    expect(await two.verify(token)).toMatchObject({ id: 'crs-1' });
    expect(await two.verify(old)).toMatchObject({ id: 'crs-1' });
    now += KEY_REFRESH_MS;
    expect(kidOf(await two.tokens.issue('crs-1', ['crs']))).toBe(kid);
  });

  it('accepts to the end what another node signed with a key it had not yet seen retired', async () => {
    const [one, two] = [node(), node()];
    await two.keys.signingKey();
    await one.keys.rotate();
    now += KEY_REFRESH_MS - 1000;
    const late = await two.tokens.issue('crs-1', ['crs']);
    now += (TTL - 1) * 1000;
    expect(await one.verify(late)).toMatchObject({ id: 'crs-1' });
  });

  it('leaves one current key when nodes rotate at one time', async () => {
    const nodes = [node(), node(), node()];
    await Promise.all(nodes.map(({ keys }) => keys.rotate()));
    expect(await database.prisma.signingKey.count({ where: { retiredAt: null } })).toBe(1);
  });

  it('asks the database once per interval in a flood of unknown kids', async () => {
    const { keys, store } = node();
    await keys.signingKey();
    const list = jest.spyOn(store, 'list');
    const flood = () =>
      Promise.all(Array.from({ length: 500 }, (_, n) => keys.verificationKey(`unknown-${n}`)));
    expect(new Set(await flood())).toEqual(new Set([undefined]));
    expect(list).toHaveBeenCalledTimes(0);
    now += UNKNOWN_KEY_REFRESH_MS;
    await flood();
    await flood();
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('does not call a token invalid when the database cannot say', async () => {
    const { keys, store } = node();
    await keys.signingKey();
    now += UNKNOWN_KEY_REFRESH_MS;
    jest.spyOn(store, 'list').mockRejectedValue(new Error('connection refused'));
    await expect(keys.verificationKey('unknown')).rejects.toThrow('connection refused');
  });
});
