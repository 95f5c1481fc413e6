import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { ClientService } from '../../src/auth/client.service.js';
import { fullBundle, PULL_PATHS } from '../support/process-faults.js';
import { startIssuer, type Issuer } from '../support/process-issuer.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const AUDIENCE = 'https://rentals.dealer.example';

let issuer: Issuer;
let server: TestServer;
let registered: string;

beforeAll(async () => {
  issuer = await startIssuer();
  server = await startTestServer({ OAUTH_ISSUER_URL: issuer.url, OAUTH_AUDIENCE: AUDIENCE });
  for (const code of ['D1', 'D2']) {
    await server.addDealer({ code });
    await server.load(code, fullBundle(`data of ${code}`));
  }
  const client = { name: 'CRS', dealers: ['D1'], externalId: '0oa1' };
  registered = (await server.app.get(ClientService).create(client)).clientId;
});
afterAll(async () => {
  await server.close();
  await issuer.stop();
});

async function statuses(claims: JWTPayload, query = ''): Promise<number[]> {
  const token = await issuer.token({ aud: AUDIENCE, ...claims });
  const answers = await Promise.all(PULL_PATHS.map((path) => server.get(path + query, token)));
  return [...new Set(answers.map(({ status }) => status))];
}

it.each([
  { client_id: '0oa1' },
  { azp: '0oa1' },
  { sub: '0oa1' },
  { client_id: '0oa1', scope: 'openid crs' },
  { client_id: '0oa1', scp: ['crs'] },
])('lets in a registered client of the issuer with the claims %j', async (claims) => {
  expect(await statuses(claims)).toEqual([200]);
});

it.each<[string, JWTPayload, number]>([
  ['a client that is not registered', { client_id: '0oa2' }, 401],
  ['our own name of the client', { client_id: 'own' }, 401],
  ['another audience', { client_id: '0oa1', aud: 'https://else.example' }, 401],
  ['another issuer', { client_id: '0oa1', iss: 'https://else.example' }, 401],
  ['a token that has expired', { client_id: '0oa1', exp: 1_700_000_000 }, 401],
  ['no client', {}, 401],
  ['another scope', { client_id: '0oa1', scope: 'dealer' }, 403],
])('refuses %s', async (_what, claims, status) => {
  const own = claims['client_id'] === 'own' ? { client_id: registered } : {};
  expect(await statuses({ ...claims, ...own })).toEqual([status]);
});

it('gives a client of the issuer no dealer but its own', async () => {
  expect(await statuses({ client_id: '0oa1' }, '&dealer=D2')).toEqual([403]);
});

it('accepts the tokens made here beside those of the issuer', async () => {
  const own = await server.token(['D1']);
  expect((await server.get('/api/v1/contract?customer=C1', own)).text).toContain('data of D1');
});

it('shuts out a revoked client of the issuer at once', async () => {
  await server.app.get(ClientService).revoke(registered);
  expect(await statuses({ client_id: '0oa1' })).toEqual([401]);
});
