import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let base: string;

beforeAll(async () => {
  server = await startTestServer();
  base = await server.app.getUrl();
});
afterAll(() => server.close());

const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

const LONG_PATH = `/dealer/v1/loads/${'1'.repeat(600)}`;

/** The directives of a policy by name. */
function policyOf({ headers }: Response): Record<string, string> {
  const directives = (headers.get('content-security-policy') ?? '').split('; ');
  return Object.fromEntries(
    directives.map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );
}

it.each([
  ['/health/live', 200],
  ['/.well-known/jwks.json', 200],
  ['/openapi.json', 200],
  ['/api/v1/contract?customer=C1', 401],
  ['/nowhere', 404],
  ['/%ZZ', 400],
  ['a path that is too long', 414],
])('the answer at %s (%d) lets a browser do nothing with it', async (path, status) => {
  const answer = await fetch(base + (path.startsWith('/') ? path : LONG_PATH));
  expect(answer.status).toBe(status);
  expect(Object.fromEntries(answer.headers)).toMatchObject(ALWAYS);
  expect(policyOf(answer)).toEqual({ 'default-src': "'none'", 'frame-ancestors': "'none'" });
  // This server speaks HTTP, and so does whoever stands before it.
  expect(answer.headers.get('strict-transport-security')).toBeNull();
  expect([answer.headers.get('server'), answer.headers.get('x-powered-by')]).toEqual([null, null]);
});

it('the documentation loads only what this server has, and its policy lets it', async () => {
  const page = await fetch(`${base}/docs`);
  expect(Object.fromEntries(page.headers)).toMatchObject(ALWAYS);
  const policy = policyOf(page);
  expect(policy).toMatchObject({ 'default-src': "'none'", 'script-src': "'self'" });
  expect(policy).toMatchObject({ 'connect-src': "'self'", 'frame-ancestors': "'none'" });
  const html = await page.text();
  // A script in the page itself would not run.
  expect(html).not.toMatch(/<script(?![^>]+src=)[^>]*>/);
  expect(html).not.toMatch(/\son\w+="/);
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url);
  const loaded = parts.filter((url) => !url.startsWith('#'));
  expect(loaded.length).toBeGreaterThanOrEqual(4);
  for (const part of loaded) {
    const url = new URL(part, `${base}/docs`);
    expect(url.origin).toBe(base);
    const answer = await fetch(url);
    // With nosniff a script of another type would not run.
    const type = part.endsWith('.js')
      ? /javascript/
      : part.endsWith('.css')
        ? /text\/css/
        : /image/;
    expect([part, answer.status, answer.headers.get('content-type')]).toEqual([
      part,
      200,
      expect.stringMatching(type),
    ]);
    await answer.arrayBuffer();
  }
});

it('refuses a request whose head is larger than 16 kB', async () => {
  const answer = await fetch(`${base}/health/live`, { headers: { 'x-large': 'x'.repeat(17_000) } });
  expect(answer.status).toBe(431);
});

it('answers a path that is no path with a problem body, which tells nothing of the inside', async () => {
  const answer = await fetch(`${base}/%ZZ?access_token=canary`, {
    headers: { 'x-request-id': 'r1' },
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('x-request-id')).toBe('r1');
  expect(await answer.json()).toEqual({
    type: 'urn:crs-dealer-api:problem:invalid-request',
    title: 'The request is not valid',
    status: 400,
    detail: 'The path of the URL is not valid',
    instance: '/%ZZ',
    requestId: 'r1',
  });
});
