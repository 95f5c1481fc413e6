import type { LoggerService } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { openApiDocument } from '../../src/http/openapi.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

// The tests call from 127.0.0.1, which is taken for a proxy that tells where callers are.
const ALLOW_FROM =
  'crs=192.0.2.0/24,2001:db8::/32; dealer=198.51.100.7; token=127.0.0.1,192.0.2.0/24';
const CRS = '192.0.2.5';
const DEALER = '198.51.100.7';
const FOREIGN = '203.0.113.9';

let server: TestServer;
let base: string;
let token: string;
let lines: string[] = [];

const logger: LoggerService = {
  log: () => undefined,
  error: () => undefined,
  warn: (details: unknown, text: unknown) =>
    lines.push(`${String(text)} ${JSON.stringify(details)}`),
};

beforeAll(async () => {
  server = await startTestServer({ ALLOW_FROM, TRUST_PROXY: '127.0.0.1,10.9.0.0/16' });
  await server.addDealer();
  token = await server.token(['A000'], ['crs', 'dealer']);
  base = await server.app.getUrl();
  server.app.useLogger(logger);
});
afterAll(() => server.close());
beforeEach(() => {
  lines = [];
});

interface Call {
  readonly method?: string;
  /** X-Forwarded-For, as the proxy hands it on. */
  readonly from: string;
  readonly bearer?: string;
}

async function call(path: string, { method = 'GET', from, bearer = token }: Call) {
  const headers = { 'x-forwarded-for': from, authorization: `Bearer ${bearer}` };
  const answer = await fetch(base + path, { method, headers });
  return { status: answer.status, text: await answer.text() };
}

const REFUSED = /"type":"urn:crs-dealer-api:problem:address-not-allowed"/;

/** Every operation that the server documents, with the scope it asks for. */
function operations() {
  return Object.entries(openApiDocument(server.app).paths).flatMap(([path, methods]) =>
    Object.entries(
      methods as Record<string, { security?: readonly Record<string, string[]>[] }>,
    ).map(([method, { security }]) => ({
      path: path.replaceAll(/\{\w+\}/g, '1'),
      method: method.toUpperCase(),
      scope: security?.[0]?.['bearer']?.[0],
    })),
  );
}

it('every route of a scope is refused from addresses that are not those of the scope, and no other', async () => {
  const seen: Record<string, number> = {};
  for (const { path, method, scope } of operations()) {
    if (path === '/oauth/token') continue;
    for (const [from, allowed] of [
      [CRS, 'crs'],
      [DEALER, 'dealer'],
      [FOREIGN, 'none'],
    ] as const) {
      const { status, text } = await call(path, { method, from });
      const isRefused = status === 403 && REFUSED.test(text);
      const expected = scope !== undefined && scope !== allowed;
      expect([method, path, from, isRefused]).toEqual([method, path, from, expected]);
    }
    seen[scope ?? 'public'] = (seen[scope ?? 'public'] ?? 0) + 1;
  }
  expect(seen['crs']).toBeGreaterThanOrEqual(9);
  expect(seen['dealer']).toBeGreaterThanOrEqual(30);
  expect(seen['public']).toBeGreaterThanOrEqual(4);
}, 60_000);

it.each(['/docs', '/openapi.json', '/health/live', '/.well-known/jwks.json'])(
  '%s is open to every address',
  async (path) => {
    expect((await call(path, { from: FOREIGN })).status).toBe(200);
  },
);

it('tells a foreign address nothing of its token', async () => {
  const path = '/api/v1/location';
  const answers = await Promise.all(
    [token, 'nonsense', ''].map((bearer) => call(path, { from: FOREIGN, bearer })),
  );
  const bodies = answers.map(({ status, text }) => {
    const { requestId, ...body } = JSON.parse(text) as Record<string, unknown>;
    expect(requestId).toEqual(expect.any(String));
    return { httpStatus: status, ...body };
  });
  const refused = {
    httpStatus: 403,
    type: 'urn:crs-dealer-api:problem:address-not-allowed',
    title: 'Not allowed from this address',
    status: 403,
    instance: path,
  };
  expect(bodies).toEqual([refused, refused, refused]);
});

it('logs what was refused, with the address', async () => {
  await call('/api/v1/location', { from: FOREIGN });
  expect(lines).toEqual([
    expect.stringMatching(/^Refused: .*ALLOW_FROM \{.*"address":"203.0.113.9","rule":"crs"\}$/),
  ]);
});

it.each([
  [CRS, 401, { error: 'invalid_client' }],
  [FOREIGN, 403, { error: 'access_denied', error_description: 'Not allowed from this address' }],
])('the token endpoint answers wrong credentials from %s with %d', async (from, status, body) => {
  const headers = { 'x-forwarded-for': from, authorization: `Basic ${btoa('crs:wrong')}` };
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  const answer = await fetch(`${base}/oauth/token`, { method: 'POST', headers, body: form });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject(body);
});

it.each([
  ['the nearest proxy counts, whatever callers write before it', `${CRS}, ${FOREIGN}`, 403],
  ['proxies that are trusted are passed over', `${FOREIGN}, ${CRS}, 10.9.1.1`, 'allowed'],
  ['a proxy that is not trusted is the caller', `${CRS}, 10.8.1.1`, 403],
  ['IPv6 is matched', '2001:db8::5', 'allowed'],
  ['IPv4 written as IPv6 is IPv4', `::ffff:${CRS}`, 'allowed'],
  ['a port that the proxy adds does no harm', `${CRS}:51234`, 'allowed'],
  ['what is no address is not allowed', 'unknown', 403],
  ['nothing is not an address either', '', 403],
])('%s (%s)', async (_name, from, expected) => {
  const { status, text } = await call('/api/v1/location', { from });
  expect(REFUSED.test(text) ? status : 'allowed').toBe(expected);
});

it.each([
  [FOREIGN, CRS, true],
  [CRS, FOREIGN, false],
  [`::ffff:${CRS}`, FOREIGN, false],
  ['::ffff:127.0.0.1', CRS, false],
  ['10.9.0.1', FOREIGN, true],
])(
  'a connection from %s that says it is for %s: refused %s',
  async (remoteAddress, from, refused) => {
    const headers = { 'x-forwarded-for': from, authorization: `Bearer ${token}` };
    const answer = await server.app.inject({ url: '/api/v1/location', remoteAddress, headers });
    expect([answer.statusCode === 403, REFUSED.test(answer.body)]).toEqual([refused, refused]);
  },
);

it.each([
  ['127.0.0.1', 'https', 'max-age=31536000'],
  ['127.0.0.1', 'http', undefined],
  [FOREIGN, 'https', undefined],
])('from %s, X-Forwarded-Proto %s makes of HSTS %s', async (remoteAddress, proto, expected) => {
  const headers = { 'x-forwarded-proto': proto };
  const answer = await server.app.inject({ url: '/health/live', remoteAddress, headers });
  expect(answer.headers['strict-transport-security']).toBe(expected);
});

it('no address that the server tells comes from the request', async () => {
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
  for (const url of ['/.well-known/oauth-authorization-server', '/openapi.json', '/docs']) {
    const { statusCode, body } = await server.app.inject({ url, headers });
    expect([url, statusCode, body.includes('evil.example')]).toEqual([url, 200, false]);
  }
});
