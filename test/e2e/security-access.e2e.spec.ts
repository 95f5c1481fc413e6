import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import supertest from 'supertest';
import { ClientService } from '../../src/auth/client.service.js';
import { SigningKeyService } from '../../src/auth/signing-key.service.js';
import { operationsOf, send, type Operation } from '../support/operations.js';
import { fullBundle } from '../support/process-faults.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const PULLED = { customer: 'C1', since: '0000-00-00T00:00:00Z' };

let server: TestServer;
let address: string;
// Every one that the OpenAPI document names: a new one is covered as soon as it is there.
let operations: Operation[];
let tokens: Record<'crs' | 'dealer' | 'stranger', string>;

beforeAll(async () => {
  server = await startTestServer();
  address = await server.app.getUrl();
  operations = await operationsOf(address);
  for (const code of ['A000', 'B000']) {
    await server.addDealer({ code });
    await server.load(code, fullBundle(`data of ${code}`));
  }
  tokens = {
    crs: await server.token(['A000'], ['crs']),
    dealer: await server.token(['A000'], ['dealer']),
    stranger: await server.token(['B000'], ['crs', 'dealer', 'admin']),
  };
});
afterAll(() => server.close());

function guarded(): Operation[] {
  return operations.filter((one) => one.guarded);
}

it('asks for a token at every operation but those that are for everybody', async () => {
  const open = operations.filter((one) => !one.guarded).map(({ path }) => path);
  expect(open.toSorted()).toEqual([
    '/.well-known/jwks.json',
    '/.well-known/oauth-authorization-server',
    '/health/live',
    '/health/ready',
    '/oauth/token',
  ]);
  expect(guarded().length).toBeGreaterThan(40);
  for (const operation of guarded()) {
    const { status, headers } = await send(address, operation, {});
    expect({ operation, status }).toEqual({ operation, status: 401 });
    expect(headers['www-authenticate']).toMatch(/^Bearer realm=/);
  }
});

it('lets no scope do what another one is for, at any operation', async () => {
  for (const operation of guarded()) {
    const wrong = operation.path.startsWith('/api/v1') ? tokens.dealer : tokens.crs;
    const { status, headers } = await send(address, operation, { token: wrong });
    expect({ operation, status }).toEqual({ operation, status: 403 });
    expect(headers['www-authenticate']).toContain('error="insufficient_scope"');
  }
});

it('gives nothing of a dealer to the client of another one, at any operation', async () => {
  for (const operation of guarded()) {
    const query = { dealer: 'A000', ...(operation.path.startsWith('/api/v1') && PULLED) };
    const { status, text } = await send(address, operation, { token: tokens.stranger, query });
    // A body may be looked at first, and an empty one is not valid.
    const refusals = operation.bodyType === 'application/json' ? [400, 402, 403] : [403];
    expect(refusals.includes(status) ? 'refused' : { operation, status }).toBe('refused');
    expect(text).not.toContain('data of A000');
  }
});

it('takes as long to refuse a client that there is as one that there is not', async () => {
  const clients = server.app.get(ClientService);
  const { clientId } = await clients.create({ name: 'x', dealers: ['A000'] });
  const times: Record<string, number[]> = { [clientId]: [], nobody: [] };
  for (let turn = 0; turn < 300; turn++)
    for (const [id, taken] of Object.entries(times)) {
      const begun = performance.now();
      expect(await clients.authenticate(id, 'wrong')).toBeUndefined();
      taken.push(performance.now() - begun);
    }
  const [known = 0, unknown = 0] = Object.values(times).map(
    (taken) => taken.toSorted((one, other) => one - other)[150] ?? 0,
  );
  expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(1.5);
});

describe('a forged token is refused at every operation', () => {
  const now = Math.floor(Date.now() / 1000);
  let kid: string;
  let claims: JWTPayload;
  let forge: Awaited<ReturnType<typeof generateKeyPair>>;

  beforeAll(async () => {
    ({ kid } = await server.app.get(SigningKeyService).signingKey());
    const [, payload = ''] = tokens.dealer.split('.');
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
    forge = await generateKeyPair('RS256', { extractable: true });
  });

  const signed = (payload: JWTPayload, header: object = {}) =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid, ...header })
      .sign(forge.privateKey);
  const good = async (payload: JWTPayload, header: object = {}) => {
    const { key } = await server.app.get(SigningKeyService).signingKey();
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid, ...header })
      .sign(key);
  };
  const hmac = async () => {
    const jwks = await supertest(address).get('/.well-known/jwks.json');
    const [jwk] = (jwks.body as { keys: { n: string }[] }).keys;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .sign(Buffer.from(jwk?.n ?? '', 'base64url'));
  };

  it.each<[string, () => Promise<string> | string]>([
    ['alg none', () => new UnsecuredJWT(claims).encode()],
    ['the public key as a shared secret', () => hmac()],
    ['a foreign key under our kid', () => signed(claims)],
    ['a foreign key with an address to fetch it from', () => signed(claims, { jku: address })],
    ['a foreign certificate', () => signed(claims, { x5u: `${address}/x`, kid: '../../etc/x' })],
    ['our key for another audience', () => good({ ...claims, aud: 'https://other.example' })],
    ['our key as another issuer', () => good({ ...claims, iss: 'https://other.example' })],
    ['our key, but no access token', () => good(claims, { typ: 'id+jwt' })],
    ['our key, expired', () => good({ ...claims, exp: now - 1 })],
    ['a cut signature', () => tokens.dealer.slice(0, -8)],
    ['other claims under our signature', () => altered()],
  ])('%s', async (_what, make) => {
    const token = await make();
    for (const operation of guarded()) {
      const { status, headers } = await send(address, operation, { token });
      expect({ operation, status }).toEqual({ operation, status: 401 });
      expect(headers['www-authenticate']).toContain('error="invalid_token"');
    }
  });

  function altered(): string {
    const [head, , signature] = tokens.dealer.split('.');
    const more = { ...claims, scope: 'crs dealer admin', client_id: 'crs-other' };
    return [head, Buffer.from(JSON.stringify(more)).toString('base64url'), signature].join('.');
  }
});
