import { randomBytes } from 'node:crypto';
import {
  Body,
  Catch,
  Controller,
  Get,
  Post,
  Query,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';
import { createTestDatabase } from '../../test/support/database.js';
import { CONFIG, readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { AccessTokenService } from './access-token.service.js';
import { AuthModule } from './auth.module.js';
import { CurrentCaller, type Caller } from './caller.js';
import { ClientService } from './client.service.js';
import { CLOCK } from './clock.js';
import { resolveDealer } from './dealer-access.js';
import { DealerService } from './dealer.service.js';
import { Public } from './public.decorator.js';
import { RequireScope } from './require-scope.decorator.js';
import { SigningKeyService } from './signing-key.service.js';

const ISSUER = 'https://crs.dealer.example';
const REALM = 'Bearer realm="crs-dealer-api"';

@Controller()
class ProbeController {
  @Get('probe')
  @RequireScope('crs')
  who(@CurrentCaller() caller: Caller) {
    return { ...caller, scopes: [...caller.scopes] };
  }

  @Post('probe')
  @RequireScope('crs')
  send(@Body() body: unknown) {
    return { body };
  }

  @Get('dealer')
  @RequireScope('crs')
  dealer(@CurrentCaller() caller: Caller, @Query('dealer') dealer?: string) {
    return { dealer: resolveDealer(caller, dealer) };
  }

  @Get('admin')
  @RequireScope('admin')
  admin() {
    return {};
  }

  @Get('open')
  @Public()
  open() {
    return {};
  }

  @Get('forgotten')
  forgotten() {
    return {};
  }
}

const STATUSES: Partial<Record<AppError['kind'], number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  unavailable: 503,
};

@Catch()
class ProbeFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const known = error instanceof AppError ? error : undefined;
    const status = (known && STATUSES[known.kind]) ?? 500;
    const body = { code: known?.code, detail: known?.message };
    void host.switchToHttp().getResponse<FastifyReply>().status(status).send(body);
  }
}

describe('Bearer tokens', () => {
  let app: NestFastifyApplication;
  let database: Database;
  let clients: ClientService;
  let tokens: AccessTokenService;
  let signing: { kid: string; key: CryptoKey };
  let publicJwk: JWK;
  let clientId: string;
  let foreign: { publicKey: CryptoKey; privateKey: CryptoKey };
  let now = Date.now();
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = () => created.drop();
    const config = readConfig({
      CLIENT_CACHE_SECONDS: '0',
      DATABASE_URL: created.url,
      SECRETS_KEY: randomBytes(32).toString('base64'),
      PUBLIC_URL: ISSUER,
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
    const module = await Test.createTestingModule({
      imports: [world, AuthModule],
      controllers: [ProbeController],
      providers: [{ provide: APP_FILTER, useClass: ProbeFilter }],
    })
      .overrideProvider(CLOCK)
      .useValue(() => now)
      .compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.init();
    clients = app.get(ClientService);
    tokens = app.get(AccessTokenService);
    signing = await app.get(SigningKeyService).signingKey();
    publicJwk = (await app.get(SigningKeyService).publicKeys())[0] ?? {};
    foreign = await generateKeyPair('RS256');
    const common = { name: 'Dealer', timeZone: 'UTC', currency: 'USD', country: 'US' };
    for (const code of ['A000', 'B000', 'C000'])
      await app.get(DealerService).add({ ...common, code });
    ({ clientId } = await clients.create({ name: 'CRS', dealers: ['A000'] }));
  });
  afterAll(async () => {
    await app.close();
    await database.close();
    await drop();
  });
  beforeEach(() => {
    now = Date.now();
  });

  const get = (url: string, authorization?: string) =>
    app.inject({ url, headers: authorization === undefined ? {} : { authorization } });

  /** Claims of a good token; a test changes the one it is about. */
  function claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
    const iat = Math.floor(now / 1000);
    const common = { iss: ISSUER, aud: ISSUER, sub: clientId, client_id: clientId, scope: 'crs' };
    return { ...common, iat, exp: iat + 3600, jti: 'j1', ...changes };
  }

  function forged(
    changes: Record<string, unknown>,
    header: Partial<JWTHeaderParameters> = {},
    key: CryptoKey | Uint8Array = signing.key,
  ): Promise<string> {
    const full = { alg: 'RS256', typ: 'at+jwt', kid: signing.kid, ...header };
    return new SignJWT(claims(changes)).setProtectedHeader(full).sign(key);
  }

  async function expectRefused(token: string, description: RegExp) {
    const response = await get('/probe', `Bearer ${token}`);
    expect(response.statusCode).toBe(401);
    const challenge = String(response.headers['www-authenticate']);
    expect(challenge).toMatch(
      /^Bearer realm="crs-dealer-api", error="invalid_token", error_description="[^"\\]+"$/,
    );
    expect(challenge).toMatch(description);
    expect(response.json()).toMatchObject({ code: 'not-authenticated' });
  }

  it('says who calls', async () => {
    const response = await get('/probe', `Bearer ${await tokens.issue(clientId, ['crs'])}`);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      clientId,
      name: 'CRS',
      dealers: ['A000'],
      scopes: ['crs'],
      tokenId: expect.any(String),
    });
  });

  it('accepts what the tests below take as their good token', async () => {
    expect((await get('/probe', `bearer ${await forged({})}`)).statusCode).toBe(200);
  });

  it.each([undefined, '', 'Basic Y3JzOng='])(
    'asks for a token, without an error, when there is none (%j)',
    async (authorization) => {
      const response = await get('/probe', authorization);
      expect(response.statusCode).toBe(401);
      expect(response.headers['www-authenticate']).toBe(REALM);
    },
  );

  it.each([
    'Bearer',
    'Bearer a b',
    'Bearer a.b.c',
    'Bearer x',
    'Bearer ..',
    'Bearer bnVsbA.bnVsbA.x',
  ])('refuses the malformed %j', async (authorization) => {
    const response = await get('/probe', authorization);
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toMatch(/error="invalid_token".*malformed/);
  });

  it('refuses a token in the query', async () => {
    const token = await tokens.issue(clientId, ['crs']);
    const response = await get(`/probe?access_token=${token}`);
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe(REALM);
  });

  it('refuses a token in the body, as form and as JSON', async () => {
    const access_token = await tokens.issue(clientId, ['crs']);
    const url = '/probe';
    const json = await app.inject({ method: 'POST', url, payload: { access_token } });
    expect(json.statusCode).toBe(401);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const payload = `access_token=${access_token}`;
    const form = await app.inject({ method: 'POST', url, headers, payload });
    expect(form.statusCode).toBe(401);
    expect(form.headers['www-authenticate']).toBe(REALM);
  });

  it('leaves a body alone that has a field of that name', async () => {
    const authorization = `Bearer ${await tokens.issue(clientId, ['crs'])}`;
    const payload = { access_token: 'x' };
    const request = { method: 'POST', url: '/probe', payload, headers: { authorization } } as const;
    expect((await app.inject(request)).statusCode).toBe(201);
  });

  it('refuses alg none', async () => {
    const bare = new UnsecuredJWT(claims()).encode();
    await expectRefused(bare, /not signed as ours/);
    const header = { alg: 'none', typ: 'at+jwt', kid: signing.kid };
    const text = Buffer.from(JSON.stringify(header)).toString('base64url');
    await expectRefused(`${text}.${bare.split('.')[1]}.`, /not signed as ours/);
  });

  it('refuses HS256 with our public key as the secret, as PEM and as modulus', async () => {
    const key = (await importJWK(publicJwk, 'RS256', { extractable: true })) as CryptoKey;
    const secrets = [
      Buffer.from(await exportSPKI(key)),
      Buffer.from(publicJwk.n ?? '', 'base64url'),
    ];
    for (const secret of secrets)
      await expectRefused(await forged({}, { alg: 'HS256' }, secret), /not signed as ours/);
  });

  it('refuses our own key under another algorithm', async () => {
    const jwk = await exportJWK(foreign.publicKey);
    expect(jwk.kty).toBe('RSA');
    const { privateKey } = await generateKeyPair('PS256');
    await expectRefused(await forged({}, { alg: 'PS256' }, privateKey), /not signed as ours/);
  });

  it('refuses a foreign key under our kid', async () => {
    await expectRefused(await forged({}, {}, foreign.privateKey), /signature/);
  });

  it('refuses an unknown kid, and a missing one', async () => {
    await expectRefused(await forged({}, { kid: 'nope' }), /unknown key/);
    await expectRefused(await forged({}, { kid: undefined }), /not signed as ours/);
  });

  it('never follows or uses a key that the token brings along', async () => {
    const fetched = jest.spyOn(globalThis, 'fetch');
    const url = 'http://127.0.0.1:9/keys';
    const jwk = await exportJWK(foreign.publicKey);
    for (const header of [{ jku: url }, { x5u: url }, { jwk }, { x5c: ['MIIB'] }]) {
      await expectRefused(await forged({}, header, foreign.privateKey), /signature/);
      await expectRefused(await forged({}, { ...header, kid: url }, foreign.privateKey), /unknown/);
    }
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  it('refuses a header it would have to understand', async () => {
    const header = { crit: ['exp'], exp: 1 };
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = await forged({});
    const full = { alg: 'RS256', typ: 'at+jwt', kid: signing.kid, ...header };
    await expectRefused(`${part(full)}.${token.split('.').slice(1).join('.')}`, /malformed/);
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example' }, /another issuer/],
    ['no issuer', { iss: undefined }, /another issuer/],
    ['another audience', { aud: 'https://other.example' }, /another audience/],
    ['no audience', { aud: undefined }, /audience/],
    ['no expiry', { exp: undefined }, /lacks a claim/],
    ['an expiry that is no number', { exp: '2999-01-01' }, /lacks a claim/],
    ['no client', { client_id: undefined }, /lacks a claim/],
    ['no id of its own', { jti: undefined }, /lacks a claim/],
    ['an unknown client', { client_id: 'crs-nobody' }, /not registered/],
    ['a client that is no text', { client_id: { $ne: 1 } }, /not registered/],
    ['a NUL in the client', { client_id: 'crs\0' }, /not registered/],
  ])('refuses a token with %s', async (_, changes, reason) => {
    await expectRefused(await forged(changes), reason);
  });

  it('refuses a token that expired, to the second', async () => {
    const exp = Math.floor(now / 1000) + 10;
    const token = await forged({ exp });
    now = exp * 1000 - 1;
    expect((await get('/probe', `Bearer ${token}`)).statusCode).toBe(200);
    now = exp * 1000;
    await expectRefused(token, /expired/);
  });

  it('refuses a token that is not valid yet', async () => {
    await expectRefused(await forged({ nbf: Math.floor(now / 1000) + 60 }), /not valid yet/);
  });

  it.each(['JWT', 'id+jwt', undefined])('refuses the typ %s for our tokens', async (typ) => {
    await expectRefused(await forged({}, { typ }), /not an access token/);
  });

  it('takes the full form of the typ (RFC 9068 §2.1)', async () => {
    const token = await forged({}, { typ: 'application/at+jwt' });
    expect((await get('/probe', `Bearer ${token}`)).statusCode).toBe(200);
  });

  it('refuses the token of a client from the moment it is revoked', async () => {
    const client = await clients.create({ name: 'Gone', dealers: ['A000'] });
    const token = await tokens.issue(client.clientId, ['crs']);
    expect((await get('/probe', `Bearer ${token}`)).statusCode).toBe(200);
    await clients.revoke(client.clientId);
    await expectRefused(token, /revoked/);
  });

  it('names the scope that is missing', async () => {
    const response = await get('/admin', `Bearer ${await tokens.issue(clientId, ['crs'])}`);
    expect(response.statusCode).toBe(403);
    expect(response.headers['www-authenticate']).toBe(
      `${REALM}, error="insufficient_scope", scope="admin"`,
    );
    expect(response.json()).toMatchObject({ code: 'insufficient-scope' });
  });

  it('does not let a token claim more than its client may', async () => {
    const token = await forged({ scope: 'crs admin' });
    expect((await get('/admin', `Bearer ${token}`)).statusCode).toBe(403);
    const none = await forged({ scope: undefined });
    expect((await get('/probe', `Bearer ${none}`)).statusCode).toBe(403);
  });

  it('keeps every client to its dealers', async () => {
    const grants = [['A000'], ['B000'], ['A000', 'C000']];
    for (const dealers of grants) {
      const client = await clients.create({ name: dealers.join(), dealers });
      const authorization = `Bearer ${await tokens.issue(client.clientId, ['crs'])}`;
      for (const dealer of ['A000', 'B000', 'C000', 'X999']) {
        const response = await get(`/dealer?dealer=${dealer}`, authorization);
        if (dealers.includes(dealer)) expect(response.json()).toEqual({ dealer });
        else expect(response.json()).toMatchObject({ code: 'dealer-not-allowed' });
        expect(response.statusCode).toBe(dealers.includes(dealer) ? 200 : 403);
      }
      const unnamed = await get('/dealer', authorization);
      expect(unnamed.statusCode).toBe(dealers.length === 1 ? 200 : 400);
    }
  });

  it('says the same of a dealer that is unknown and one that is not the client’s', async () => {
    const authorization = `Bearer ${await tokens.issue(clientId, ['crs'])}`;
    const [other, unknown] = await Promise.all([
      get('/dealer?dealer=B000', authorization),
      get('/dealer?dealer=X999', authorization),
    ]);
    expect(other.body).toBe(unknown.body);
  });

  it('lets anybody use a public route, even with a bad token', async () => {
    expect((await get('/open')).statusCode).toBe(200);
    expect((await get('/open', 'Bearer bad')).statusCode).toBe(200);
  });

  it('opens no route that forgot to say who may use it', async () => {
    const response = await get('/forgotten', `Bearer ${await tokens.issue(clientId, ['crs'])}`);
    expect(response.statusCode).toBe(500);
  });

  it('keeps requests that run at one time apart', async () => {
    const other = await clients.create({ name: 'Other', dealers: ['B000'] });
    const ids = [clientId, other.clientId];
    const made = await Promise.all(ids.map((id) => tokens.issue(id, ['crs'])));
    const responses = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        get('/probe', n % 3 === 2 ? 'Bearer bad' : `Bearer ${made[n % 3]}`),
      ),
    );
    responses.forEach((response, n) => {
      expect(response.statusCode).toBe(n % 3 === 2 ? 401 : 200);
      if (n % 3 !== 2) expect(response.json()).toMatchObject({ clientId: ids[n % 3] });
    });
  });
});
