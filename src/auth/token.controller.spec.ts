import { randomBytes } from 'node:crypto';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { createTestDatabase } from '../../test/support/database.js';
import { PATIENT } from '../../test/support/patient.js';
import { CONFIG, readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { AuthModule } from './auth.module.js';
import { ClientService } from './client.service.js';
import { DealerService } from './dealer.service.js';
import { SigningKeyService } from './signing-key.service.js';

const ISSUER = 'https://crs.dealer.example';
const FORM = 'application/x-www-form-urlencoded';

describe('POST /oauth/token', () => {
  let app: NestFastifyApplication;
  let database: Database;
  let clientId: string;
  let secret: string;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = () => created.drop();
    const config = readConfig({
      ...PATIENT,
      DATABASE_URL: created.url,
      SECRETS_KEY: randomBytes(32).toString('base64'),
      PUBLIC_URL: ISSUER,
      TOKEN_TTL_SECONDS: '600',
    });
    database = await Database.open(config);
    const world = {
      module: class World {},
      global: true,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Database, useValue: database },
      ],
      exports: [CONFIG, Database],
    };
    const module = await Test.createTestingModule({ imports: [world, AuthModule] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(
      new FastifyAdapter({ bodyLimit: 4096 }),
      { logger: false },
    );
    await app.init();
    const common = { name: 'Dealer', timeZone: 'UTC', currency: 'USD', country: 'US' };
    await app.get(DealerService).add({ ...common, code: 'A000' });
    const client = await app
      .get(ClientService)
      .create({ name: 'CRS', dealers: ['A000'], scopes: ['crs', 'dealer'] });
    clientId = client.clientId;
    secret = client.clientSecret ?? '';
  });
  afterAll(async () => {
    await app.close();
    await database.close();
    await drop();
  });

  function send(payload: string, headers: Record<string, string> = {}) {
    const all = { 'content-type': FORM, ...headers };
    return app.inject({ method: 'POST', url: '/oauth/token', headers: all, payload });
  }
  const form = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();
  const basic = (id = clientId, password = secret) => ({
    authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`,
  });
  const grant = (more: Record<string, string> = {}) =>
    form({ grant_type: 'client_credentials', ...more });
  const posted = (more: Record<string, string> = {}) =>
    grant({ client_id: clientId, client_secret: secret, ...more });

  type Response = Awaited<ReturnType<typeof send>>;

  function expectRefusal(response: Response, status: number, error: string) {
    expect({ status: response.statusCode, ...response.json() }).toEqual({
      status,
      error,
      error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/),
    });
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(response.body).not.toContain(secret);
  }

  it('takes id and secret form-encoded within Basic, as RFC 6749 §2.3.1 says', async () => {
    const encoded = (text: string) =>
      text.replaceAll(/[^A-Za-z0-9]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
    expect(encoded(clientId)).toContain('%2D');
    const response = await send(grant(), basic(encoded(clientId), encoded(secret)));
    expect(response.statusCode).toBe(200);
    expectRefusal(await send(grant(), basic(clientId, '%E0%A4%A')), 401, 'invalid_client');
  });

  it('gives an RFC 9068 token for client_secret_basic', async () => {
    const before = Math.floor(Date.now() / 1000);
    const response = await send(grant(), basic());
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    const body = response.json();
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'crs dealer',
    });
    const { kid } = await app.get(SigningKeyService).signingKey();
    expect(decodeProtectedHeader(body.access_token)).toEqual({ alg: 'RS256', typ: 'at+jwt', kid });
    const claims = decodeJwt(body.access_token);
    expect(claims).toEqual({
      iss: ISSUER,
      aud: ISSUER,
      sub: clientId,
      client_id: clientId,
      scope: 'crs dealer',
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + 600,
    });
    expect(claims.iat).toBeGreaterThanOrEqual(before);
  });

  it('gives one for client_secret_post', async () => {
    expect((await send(posted())).statusCode).toBe(200);
  });

  it('never gives the same jti twice', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await send(posted());
        return decodeJwt(response.json().access_token).jti;
      }),
    );
    expect(new Set(ids).size).toBe(20);
  });

  it('narrows the scope on request, counting a repeated one once', async () => {
    const { scope, access_token } = (await send(posted({ scope: 'crs crs' }))).json();
    expect(scope).toBe('crs');
    expect(decodeJwt(access_token)['scope']).toBe('crs');
  });

  it('takes a parameter without a value as left out', async () => {
    expect((await send(posted({ scope: '' }))).json().scope).toBe('crs dealer');
    expectRefusal(await send(posted({ grant_type: '' })), 400, 'invalid_request');
  });

  it('ignores parameters it does not know', async () => {
    expect((await send(posted({ resource: 'x', audience: 'y' }))).statusCode).toBe(200);
  });

  it('takes a content type with a charset', async () => {
    const headers = { 'content-type': `${FORM}; charset=UTF-8` };
    expect((await send(posted(), headers)).statusCode).toBe(200);
  });

  it.each(['admin', 'crs admin', 'root', 'CRS', 'crs,dealer', '"', 'é', '__proto__'])(
    'refuses the scope %j',
    async (scope) => expectRefusal(await send(posted({ scope })), 400, 'invalid_scope'),
  );

  it.each([
    'password',
    'authorization_code',
    'refresh_token',
    'implicit',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'Client_Credentials',
    'constructor',
  ])('refuses the grant type %s', async (grant_type) => {
    const response = await send(posted({ grant_type }));
    expectRefusal(response, 400, 'unsupported_grant_type');
  });

  it('refuses a request without a grant type', async () => {
    const body = form({ client_id: clientId, client_secret: secret });
    expectRefusal(await send(body), 400, 'invalid_request');
  });

  it('refuses a repeated parameter', async () => {
    expectRefusal(await send(`${posted()}&grant_type=password`), 400, 'invalid_request');
    expectRefusal(await send(`${posted()}&scope=crs&scope=crs`), 400, 'invalid_request');
  });

  it('refuses two ways of authenticating at once', async () => {
    expectRefusal(await send(posted(), basic()), 400, 'invalid_request');
  });

  it('refuses wrong or missing credentials with a challenge, alike for all', async () => {
    const gone = await app.get(ClientService).create({ name: 'Gone', dealers: ['A000'] });
    await app.get(ClientService).revoke(gone.clientId);
    const external = { name: 'IdP', dealers: ['A000'], externalId: 'idp-1' };
    const { clientId: outsider } = await app.get(ClientService).create(external);
    const responses = [
      await send(grant()),
      await send(grant(), basic(clientId, 'wrong')),
      await send(grant(), basic('crs-unknown')),
      await send(grant(), basic(gone.clientId, gone.clientSecret)),
      await send(grant(), basic(outsider, 'x')),
      await send(posted({ client_secret: 'wrong' })),
      await send(grant({ client_id: clientId })),
      await send(grant(), { authorization: 'Basic !!!' }),
      await send(grant(), { authorization: 'Bearer x' }),
    ];
    for (const response of responses) {
      expectRefusal(response, 401, 'invalid_client');
      expect(response.headers['www-authenticate']).toMatch(/^Basic realm="/);
    }
    expect(new Set(responses.map(({ body }) => body)).size).toBe(1);
  });

  it('wants the secret for a grant with a code verifier too', async () => {
    const code_verifier = 'a'.repeat(43);
    const parameters = { grant_type: 'authorization_code', code_verifier, client_id: clientId };
    expectRefusal(await send(form(parameters)), 401, 'invalid_client');
  });

  it.each([
    ['application/json', '{"grant_type":"client_credentials"}'],
    ['application/json', '{broken'],
    ['application/json', ''],
    ['application/json', '{"__proto__":{}}'],
    ['application/xml', '<x/>'],
    ['text/plain', 'grant_type=client_credentials'],
    [FORM, '__proto__=x'],
    [FORM, 'x'.repeat(5000)],
    [FORM, ''],
  ])('refuses a body of type %s: %.40s', async (type, payload) => {
    const response = await send(payload, { 'content-type': type });
    expectRefusal(response, 400, 'invalid_request');
  });

  it('tells nothing of the inside when something else breaks', async () => {
    await database.pool.query('ALTER TABLE api_client RENAME COLUMN secret_hash TO gone');
    const response = await send(posted());
    await database.pool.query('ALTER TABLE api_client RENAME COLUMN gone TO secret_hash');
    expectRefusal(response, 500, 'server_error');
    expect(response.body).not.toContain('secret_hash');
  });

  it('describes itself (RFC 8414)', async () => {
    const response = await app.inject('/.well-known/oauth-authorization-server');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      issuer: ISSUER,
      token_endpoint: `${ISSUER}/oauth/token`,
      jwks_uri: `${ISSUER}/.well-known/jwks.json`,
      scopes_supported: ['crs', 'dealer', 'admin'],
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    });
  });

  it('publishes the keys its tokens verify with, and no private part', async () => {
    const response = await app.inject('/.well-known/jwks.json');
    expect(response.statusCode).toBe(200);
    const { access_token } = (await send(posted())).json();
    const options = { issuer: ISSUER, audience: ISSUER, typ: 'at+jwt' };
    const { payload } = await jwtVerify(access_token, createLocalJWKSet(response.json()), options);
    expect(payload.sub).toBe(clientId);
    for (const key of response.json().keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
