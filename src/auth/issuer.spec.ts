import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { readConfig, type Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { AccessTokenService } from './access-token.service.js';
import { CallerService } from './caller.service.js';
import { ClientService } from './client.service.js';
import { ClientStore } from './client.store.js';
import { DealerService } from './dealer.service.js';
import { DealerStore } from './dealer.store.js';
import { ExternalTokenService } from './external-token.service.js';
import { InvalidToken } from './invalid-token.js';
import { ISSUER_COOLDOWN_MS, ISSUER_REFRESH_MS, IssuerKeyService } from './issuer-key.service.js';
import { IssuerKeySetStore } from './issuer-key-set.store.js';
import { SecretBox } from './secret-box.js';
import { SigningKeyService } from './signing-key.service.js';
import { SigningKeyStore } from './signing-key.store.js';

const AUDIENCE = 'https://crs.dealer.example';
const SECRETS_KEY = randomBytes(32);

interface IssuerKey {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

async function issuerKey(alg: string, stated: Partial<JWK> = { alg }): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), ...stated }, privateKey };
}

/** The dealer's own identity provider: what it answers can be changed, and it can be down. */
class IdentityProvider {
  up = true;
  /** The issuer's path: another one for each test, so that late refreshes of one miss the next. */
  path = '';
  keys: JWK[] = [];
  /** Answers instead of the usual ones, by path. */
  answers = new Map<string, unknown>();
  asked: string[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const path = request.url ?? '';
      this.asked.push(path);
      if (!this.up) return void request.socket.destroy();
      const answer = this.answers.get(path) ?? this.usual(path);
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      response.writeHead(answer === undefined ? 404 : 200).end(text);
    });
  }

  static async start(): Promise<IdentityProvider> {
    const provider = new IdentityProvider();
    await new Promise<void>((done) => provider.server.listen(0, '127.0.0.1', done));
    return provider;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get issuer(): string {
    return `${this.origin}${this.path}`;
  }

  metadata(changes: Record<string, unknown> = {}) {
    return { issuer: this.issuer, jwks_uri: `${this.issuer}/keys`, ...changes };
  }

  /** How often the key set was asked for. */
  fetches(): number {
    return this.asked.filter((path) => path === `${this.path}/keys`).length;
  }

  reset(): void {
    Object.assign(this, { up: true, path: `/${randomUUID()}`, keys: [], asked: [] });
    this.answers.clear();
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }

  private usual(path: string): unknown {
    if (path === `${this.path}/.well-known/openid-configuration`) return this.metadata();
    return path === `${this.path}/keys` ? { keys: this.keys } : undefined;
  }
}

describe('Tokens of an external issuer', () => {
  let provider: IdentityProvider;
  let created: TestDatabase;
  let database: Database;
  let clientId: string;
  let rsa: IssuerKey;
  let next: IssuerKey;
  let now: number;
  const clock = () => now;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    provider = await IdentityProvider.start();
    created = await createTestDatabase();
    database = await Database.open(configuration());
    const dealers = new DealerService(new DealerStore(database));
    const common = { name: 'Dealer', timeZone: 'UTC', currency: 'USD', country: 'US' };
    await dealers.add({ ...common, code: 'A000' });
    const clients = new ClientService(new ClientStore(database), dealers, clock);
    const external = { name: 'CRS', dealers: ['A000'], scopes: ['crs', 'dealer'] };
    ({ clientId } = await clients.create({ ...external, externalId: 'idp-crs' }));
    [rsa, next] = await Promise.all([issuerKey('RS256'), issuerKey('RS256')]);
  });
  afterAll(async () => {
    await database.close();
    await created.drop();
    await provider.stop();
  });
  beforeEach(() => {
    now = Date.now();
    provider.reset();
    provider.keys = [rsa.jwk];
  });

  function configuration(changes: Record<string, string> = {}): Config {
    return readConfig({
      DATABASE_URL: created.url,
      SECRETS_KEY: SECRETS_KEY.toString('base64'),
      PUBLIC_URL: AUDIENCE,
      OAUTH_ISSUER_URL: provider.issuer,
      OAUTH_AUDIENCE: AUDIENCE,
      ...changes,
    });
  }

  /** A node that has just started: nothing in memory, the database shared. */
  function node(changes: Record<string, string> = {}): CallerService {
    const config = configuration(changes);
    const box = new SecretBox(SECRETS_KEY);
    const signing = new SigningKeyService(new SigningKeyStore(database), box, config, clock);
    const own = new AccessTokenService(signing, config, clock);
    const keys = new IssuerKeyService(new IssuerKeySetStore(database), config, clock);
    const external = new ExternalTokenService(keys, config, clock);
    return new CallerService(own, external, new ClientStore(database));
  }

  function token(
    changes: Record<string, unknown> = {},
    header: Partial<JWTHeaderParameters> = {},
    key: CryptoKey | Uint8Array = rsa.privateKey,
  ): Promise<string> {
    const iat = Math.floor(now / 1000);
    const common = { iss: provider.issuer, aud: AUDIENCE, sub: 'user', client_id: 'idp-crs' };
    return new SignJWT({ ...common, iat, exp: iat + 36_000, ...changes })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: rsa.jwk.kid ?? '', ...header })
      .sign(key);
  }

  const unknownKid = (n = 0) => token({}, { kid: `unknown-${n}` });
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

  /** Waits for what happens in the background, and fails with the last complaint after a while. */
  async function eventually(check: () => unknown): Promise<void> {
    for (let tries = 0; tries < 50; tries++) {
      try {
        await check();
        return;
      } catch {
        await pause(50);
      }
    }
    await check();
  }

  describe('what is accepted', () => {
    it('is a token of a registered client, with what the registration allows', async () => {
      const caller = await node().authenticate(await token({ jti: 'x1' }));
      expect(caller).toEqual({
        clientId,
        name: 'CRS',
        dealers: ['A000'],
        scopes: new Set(['crs', 'dealer']),
        tokenId: 'x1',
      });
    });

    it.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT'])('is the typ %s', async (typ) => {
      expect(await node().authenticate(await token({}, { typ }))).toMatchObject({ clientId });
    });

    it.each(['RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'])('is %s', async (alg) => {
      const key = await issuerKey(alg);
      provider.keys = [rsa.jwk, key.jwk];
      const signed = await token({}, { alg, kid: key.jwk.kid ?? '' }, key.privateKey);
      expect(await node().authenticate(signed)).toMatchObject({ clientId });
    });

    it('is an algorithm that fits the type of a key that states none', async () => {
      const key = await issuerKey('RS256', {});
      provider.keys = [key.jwk];
      const signed = await token({}, { kid: key.jwk.kid ?? '' }, key.privateKey);
      expect(await node().authenticate(signed)).toMatchObject({ clientId });
    });

    it('is an issuer that writes itself with a slash at the end', async () => {
      const issuer = `${provider.issuer}/`;
      provider.answers.set(
        `${provider.path}/.well-known/openid-configuration`,
        provider.metadata({ issuer }),
      );
      expect(await node().authenticate(await token({ iss: issuer }))).toMatchObject({ clientId });
    });

    it('is an audience among several', async () => {
      const aud = ['https://other.example', AUDIENCE];
      expect(await node().authenticate(await token({ aud }))).toMatchObject({ clientId });
    });

    it('is what our own endpoint made, as before', async () => {
      const config = configuration();
      const box = new SecretBox(SECRETS_KEY);
      const signing = new SigningKeyService(new SigningKeyStore(database), box, config, clock);
      const dealers = new DealerService(new DealerStore(database));
      const clients = new ClientService(new ClientStore(database), dealers, clock);
      const own = await clients.create({ name: 'Own', dealers: ['A000'] });
      const signed = await new AccessTokenService(signing, config, clock).issue(own.clientId, [
        'crs',
      ]);
      expect(await node().authenticate(signed)).toMatchObject({ name: 'Own' });
      expect(provider.asked).toEqual([]);
    });
  });

  describe('the claim that names the client', () => {
    it.each([
      [{ client_id: undefined, azp: 'idp-crs' }],
      [{ client_id: undefined, appid: 'idp-crs' }],
      [{ client_id: undefined, sub: 'idp-crs' }],
      [{ client_id: '', azp: 'idp-crs' }],
      [{ client_id: 7, azp: 'idp-crs', sub: 'other' }],
    ])('falls back: %j', async (claims) => {
      expect(await node().authenticate(await token(claims))).toMatchObject({ clientId });
    });

    it('is the configured one first', async () => {
      const callers = node({ OAUTH_CLIENT_CLAIM: 'cid' });
      const signed = await token({ cid: 'idp-crs', client_id: 'x', azp: 'y' });
      expect(await callers.authenticate(signed)).toMatchObject({ clientId });
    });

    it('is the first there is: a later one does not stand in for an unknown client', async () => {
      const signed = await token({ client_id: 'nobody', sub: 'idp-crs' });
      await expect(node().authenticate(signed)).rejects.toThrow('not registered');
    });

    it("is the issuer's name for the client, not ours", async () => {
      const signed = await token({ client_id: clientId });
      await expect(node().authenticate(signed)).rejects.toThrow('not registered');
    });

    it('must be there', async () => {
      const signed = await token({ client_id: undefined, sub: undefined });
      await expect(node().authenticate(signed)).rejects.toThrow('names no client');
    });
  });

  describe('the scopes', () => {
    it.each([
      [{ scope: 'openid profile' }, ['crs', 'dealer']],
      [{ scope: 'crs openid' }, ['crs']],
      [{ scp: ['dealer'] }, ['dealer']],
      [{ scp: 'crs' }, ['crs']],
      [{ scope: 'admin' }, []],
      [{ scope: 'crs admin' }, ['crs']],
      [{ scope: 7, scp: [null, {}] }, ['crs', 'dealer']],
    ])('of %j are %j', async (claims, scopes) => {
      const caller = await node().authenticate(await token(claims));
      expect([...caller.scopes]).toEqual(scopes);
    });
  });

  describe('what is refused', () => {
    const refused = async (signed: string, reason: RegExp) => {
      const error: unknown = await node()
        .authenticate(signed)
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(InvalidToken);
      expect((error as Error).message).toMatch(reason);
    };

    it.each([
      ['another issuer', { iss: 'https://evil.example' }, /another issuer/],
      ['an issuer that starts alike', { iss: 'http://127.0.0.1' }, /another issuer/],
      ['another audience', { aud: 'https://other.example' }, /another audience/],
      ['no audience', { aud: undefined }, /audience/],
      ['no expiry', { exp: undefined }, /lacks a claim/],
      ['an expiry beyond the tolerance', { exp: Math.floor(Date.now() / 1000) - 40 }, /expired/],
      [
        'a start beyond the tolerance',
        { nbf: Math.floor(Date.now() / 1000) + 60 },
        /not valid yet/,
      ],
    ])('is a token with %s', async (_, claims, reason) => refused(await token(claims), reason));

    it.each(['id+jwt', 'logout+jwt', 'dpop+jwt', '', undefined])('is the typ %j', async (typ) =>
      refused(await token({}, { typ }), /not an access token/),
    );

    it('is an expiry just past, unless the clocks may differ by as much', async () => {
      const exp = Math.floor(now / 1000) - 20;
      expect(await node().authenticate(await token({ exp }))).toMatchObject({ clientId });
    });

    it('is HS256 with the public key as the secret, even when the set has shared secrets', async () => {
      const secret = Buffer.from(rsa.jwk.n ?? '', 'base64url');
      await refused(await token({}, { alg: 'HS256' }, secret), /algorithm/);
      provider.keys = [{ kty: 'oct', k: secret.toString('base64url'), kid: 'shared' }];
      await refused(await token({}, { alg: 'HS256', kid: 'shared' }, secret), /algorithm/);
    });

    it('is an algorithm other than the one the key states', async () => {
      const { privateKey } = await generateKeyPair('PS256');
      await refused(await token({}, { alg: 'PS256' }, privateKey), /unknown key/);
    });

    it("is another's key under a known kid, whatever key the header brings", async () => {
      const jwk = await exportJWK(
        (await generateKeyPair('RS256', { extractable: true })).publicKey,
      );
      const { origin } = provider;
      for (const header of [{}, { jku: `${origin}/evil` }, { x5u: `${origin}/evil` }, { jwk }])
        await refused(await token({}, header, next.privateKey), /signature/);
      expect(provider.asked).not.toContain('/evil');
    });

    it('is an unknown kid', async () => refused(await unknownKid(), /unknown key/));

    it('is a key meant for encryption', async () => {
      provider.keys = [{ ...rsa.jwk, use: 'enc' }];
      await refused(await token(), /unknown key/);
    });

    it('is a revoked client', async () => {
      const store = new ClientStore(database);
      const clients = new ClientService(store, new DealerService(new DealerStore(database)), clock);
      const gone = { name: 'Gone', dealers: ['A000'], externalId: 'idp-gone' };
      const { clientId: id } = await clients.create(gone);
      const signed = await token({ client_id: 'idp-gone' });
      expect(await node().authenticate(signed)).toMatchObject({ clientId: id });
      await clients.revoke(id);
      await refused(signed, /revoked/);
    });
  });

  describe('finding the keys', () => {
    it('asks OpenID Connect discovery, then RFC 8414', async () => {
      provider.path = '/realms/dealer';
      provider.answers.set(
        '/.well-known/oauth-authorization-server/realms/dealer',
        provider.metadata(),
      );
      provider.answers.set('/realms/dealer/.well-known/openid-configuration', 'not json');
      expect(await node().authenticate(await token())).toMatchObject({ clientId });
      expect(provider.asked).toEqual([
        '/realms/dealer/.well-known/openid-configuration',
        '/.well-known/oauth-authorization-server/realms/dealer',
        '/realms/dealer/keys',
      ]);
    });

    it.each([
      ['of another issuer', { issuer: 'https://evil.example' }],
      ['without a key set', { jwks_uri: undefined }],
      ['with a key set that is no address', { jwks_uri: 'keys' }],
      ['with a key set in a file', { jwks_uri: 'file:///etc/passwd' }],
    ])('does not trust metadata %s', async (_, changes) => {
      provider.answers.set(
        `${provider.path}/.well-known/openid-configuration`,
        provider.metadata(changes),
      );
      const attempt = node().authenticate(await token());
      await expect(attempt).rejects.toMatchObject({ code: 'issuer-unavailable' });
      expect(provider.fetches()).toBe(0);
    });

    it('answers issuer-unavailable while the issuer was never reached, then recovers', async () => {
      const callers = node();
      const signed = await token();
      provider.up = false;
      for (let n = 0; n < 5; n++)
        await expect(callers.authenticate(signed)).rejects.toMatchObject({
          code: 'issuer-unavailable',
          retryAfter: expect.any(Number),
        });
      expect(provider.asked.length).toBeLessThanOrEqual(2);
      provider.up = true;
      now += ISSUER_COOLDOWN_MS;
      expect(await callers.authenticate(signed)).toMatchObject({ clientId });
    });

    it('fetches once when many requests come first', async () => {
      const callers = node();
      const signed = await token();
      await Promise.all(Array.from({ length: 50 }, () => callers.authenticate(signed)));
      expect(provider.fetches()).toBe(1);
    });
  });

  describe('while the issuer is down', () => {
    it('known keys pass, for any time', async () => {
      const callers = node();
      await callers.authenticate(await token());
      provider.up = false;
      for (let minutes = 0; minutes < 120; minutes += 5) {
        now += 300_000;
        expect(await callers.authenticate(await token())).toMatchObject({ clientId });
      }
    });

    it('they pass after a restart too, also a long one', async () => {
      await node().authenticate(await token());
      provider.up = false;
      now += 30 * 86_400_000;
      expect(await node().authenticate(await token())).toMatchObject({ clientId });
    });

    it('an unknown key cannot be judged', async () => {
      const callers = node();
      await callers.authenticate(await token());
      provider.up = false;
      now += ISSUER_COOLDOWN_MS;
      const attempt = callers.authenticate(await unknownKid());
      await expect(attempt).rejects.toMatchObject({ code: 'issuer-unavailable' });
    });

    it.each(['{}', '{"keys":[]}', '{"keys":7}', 'null', '[', '"x"'])(
      'or answers %s, known keys stay',
      async (answer) => {
        const callers = node();
        await callers.authenticate(await token());
        provider.answers.set(`${provider.path}/keys`, answer);
        now += ISSUER_REFRESH_MS + 1;
        expect(await callers.authenticate(await token())).toMatchObject({ clientId });
        await eventually(() => expect(provider.fetches()).toBe(2));
        await pause(100);
        expect(await callers.authenticate(await token())).toMatchObject({ clientId });
        expect(await node().authenticate(await token())).toMatchObject({ clientId });
      },
    );
  });

  describe('when the issuer changes its keys', () => {
    const signedByNext = () => token({}, { kid: next.jwk.kid ?? '' }, next.privateKey);

    it('a new key is found with the first token it signs', async () => {
      const callers = node();
      await callers.authenticate(await token());
      provider.keys = [rsa.jwk, next.jwk];
      now += ISSUER_COOLDOWN_MS;
      expect(await callers.authenticate(await signedByNext())).toMatchObject({ clientId });
      expect(await callers.authenticate(await token())).toMatchObject({ clientId });
      expect(provider.fetches()).toBe(2);
    });

    it('a key that is gone is forgotten at the next refresh, in the background', async () => {
      const callers = node();
      const old = await token();
      await callers.authenticate(old);
      provider.keys = [next.jwk];
      now += ISSUER_REFRESH_MS + 1;
      expect(await callers.authenticate(old)).toMatchObject({ clientId });
      await eventually(() => expect(callers.authenticate(old)).rejects.toThrow('unknown key'));
      expect(await callers.authenticate(await signedByNext())).toMatchObject({ clientId });
    });

    it('a flood of unknown kids costs one fetch in 30 seconds', async () => {
      const callers = node();
      await callers.authenticate(await token());
      expect(provider.fetches()).toBe(1);
      for (let round = 1; round <= 3; round++) {
        now += ISSUER_COOLDOWN_MS;
        const flood = Array.from({ length: 100 }, async (_, n) =>
          callers.authenticate(await unknownKid(n)),
        );
        const outcomes = await Promise.allSettled(flood);
        expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
        now += ISSUER_COOLDOWN_MS - 1;
        await expect(callers.authenticate(await unknownKid())).rejects.toThrow('unknown key');
        now -= ISSUER_COOLDOWN_MS - 1;
        expect(provider.fetches()).toBe(1 + round);
      }
    });
  });
});
