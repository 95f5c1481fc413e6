import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { EFFORT } from '../support/effort.js';
import { operationsOf, send, type Ask, type Operation } from '../support/operations.js';
import { fullBundle } from '../support/process-faults.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const SQL = [
  "' OR '1'='1",
  "'; DROP TABLE dealer CASCADE; --",
  "') UNION SELECT client_id, encode(secret_hash, 'hex') FROM api_client --",
  '1; SELECT pg_sleep(10)',
  "C1'/**/OR/**/1=1#",
  "\\'; COPY dealer TO PROGRAM 'id'; --",
  '$1',
  '${7*7}',
  '{{7*7}}',
  '%27%20OR%201=1',
  "E'\\047'",
  '1e309',
  '-1',
  '%',
  '_',
];
const PATHS = [
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '....//',
  '/etc/passwd',
  'C:\\boot.ini',
  '..\\..\\secrets.key',
  '.',
  '..',
  '%2e%2e',
  'file:///etc/passwd',
  '\u0000',
  'x\u0000.json',
];
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '[object Object]',
];
const TEXTS = [
  '=HYPERLINK("http://x.example")',
  '+1',
  '@SUM(1)',
  '<script>alert(1)</script>',
  'a\r\nSet-Cookie: x=1',
  'a\nlevel=error',
  '\u001B[2J',
  '\u202Etxt',
  '\uFFFF',
  '𐏿',
  ' ',
  '',
];
const PAYLOADS = [...SQL, ...PATHS, ...NAMES, ...TEXTS];

let server: TestServer;
let address: string;
let operations: Operation[];
let tokens: { crs: string; dealer: string };

beforeAll(async () => {
  server = await startTestServer();
  address = await server.app.getUrl();
  operations = (await operationsOf(address)).filter(({ guarded }) => guarded);
  await server.addDealer();
  await server.load('A000', fullBundle('data of A000'));
  tokens = {
    crs: await server.token(['A000'], ['crs']),
    dealer: await server.token(['A000'], ['dealer']),
  };
});
afterAll(() => server.close());

function ask(operation: Operation, what: Ask): supertest.Test {
  const token = operation.path.startsWith('/api/v1') ? tokens.crs : tokens.dealer;
  return send(address, operation, { token, ...what });
}

/** How many rows every table has that a caller must not change by what it asks for. */
async function rows(): Promise<unknown> {
  const tables = ['dealer', 'api_client', 'signing_key', 'contract', 'customer', 'load', 'webhook'];
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  return (await server.database.pool.query(`SELECT ${counts.join(', ')}`)).rows[0];
}

const INSIDE =
  /syntax error|relation "|column "|pg_|prisma|node_modules|\.ts:\d|\bat .+:\d+:\d+|secret_hash/i;

/** What no answer may tell; that it says what was asked for is no fault. */
function expectHarmless(answer: supertest.Response, about: object, given = ''): void {
  const { status, text, headers, redirects } = answer;
  expect({ about, failed: status >= 500 && status !== 503 }).toEqual({ about, failed: false });
  const own = text
    .replaceAll(/"instance":"[^"]*"/g, '')
    .replaceAll(JSON.stringify(given.trim()).slice(1, -1), '')
    // Of a payload that is told in parts.
    .replaceAll('pg_sleep', '');
  expect({ about, tells: INSIDE.exec(own)?.[0] }).toEqual({ about, tells: undefined });
  expect(redirects).toEqual([]);
  expect(headers['location'] ?? '').not.toMatch(/^(https?:)?\/\//);
  expect(headers['set-cookie']).toBeUndefined();
}

/** Some of the payloads, others at each place: all of them when there is time for that. */
function payloadsAt(place: number): string[] {
  return PAYLOADS.filter((_payload, at) => EFFORT > 1 || (at + place) % 5 === 0);
}

it('takes any text in every parameter as no more than text', async () => {
  const before = await rows();
  const good = { customer: 'C1', since: '0000-00-00T00:00:00Z', wait: '0' };
  const places = operations
    .filter(({ method }) => method === 'get')
    // What waits for events would wait.
    .flatMap((one) => one.query.filter((name) => name !== 'wait').map((name) => ({ one, name })));
  for (const [at, { one, name }] of places.entries())
    for (const value of payloadsAt(at)) {
      const answer = await ask(one, { query: { ...good, [name]: value } });
      const about = { path: one.path, name, value };
      expectHarmless(answer, about, value);
      // Who is not known gets the catalog of all.
      const nobody = name === 'customer' && !one.path.endsWith('dealer-category');
      const told = nobody && value.trim() !== '' && answer.text.includes('data of');
      expect({ about, told }).toEqual({ about, told: false });
    }
  expect(await rows()).toEqual(before);
}, 60_000);

it('takes any id in every path as no more than an id', async () => {
  const before = await rows();
  const withIds = operations.filter(({ path }) => path.includes('{'));
  for (const [at, operation] of withIds.entries())
    for (const id of payloadsAt(at).filter((one) => !['', '.', '..'].includes(one))) {
      const answer = await ask(operation, { id });
      expectHarmless(answer, { operation, id }, id);
      expect({ operation, id, found: answer.status < 400 }).toEqual({
        operation,
        id,
        found: false,
      });
    }
  expect(await rows()).toEqual(before);
}, 60_000);

it('lets no path out of its folder, however it is written', async () => {
  for (const prefix of ['/docs', '/docs/static', '/api/v1', ''])
    for (const way of [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '/..%5cpackage.json',
      '//etc/passwd',
      '/....//package.json',
      '/%00',
      '/.env',
      '/.git/config',
    ]) {
      const answer = await raw(prefix + way);
      const status = statusOf(answer);
      expect({ prefix, way, status, refused: [400, 401, 403, 404].includes(status) }).toEqual({
        prefix,
        way,
        status,
        refused: true,
      });
      expect(answer).not.toMatch(/"dependencies"|root:|SECRETS_KEY=/);
    }
});

const bodies = (): [string, string][] => [
  ['unknown members', JSON.stringify({ dealerCode: 'B000', isAdmin: true, state: 'done' })],
  ['__proto__', '{"__proto__":{"polluted":true,"url":"https://x.example"}}'],
  ['constructor', '{"constructor":{"prototype":{"polluted":true}}}'],
  ['depth', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ['lists in lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['a member twice', '{"url":"https://a.example","url":"http://127.0.0.1/"}'],
  ['NUL', '{"url":"\\u0000","reason":"a\\u0000b"}'],
  ['half a character', '{"url":"\\ud800","reason":"\\udfff"}'],
  ['numbers beyond all bounds', '{"after":1e400,"url":123456789012345678901234567890}'],
  ['other types', '{"url":["https://a.example"],"eventTypes":{"length":1e9},"reason":{}}'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a text', '"x"'],
  ['no JSON', '{"url":'],
  ['nothing', ''],
];

it('takes no body that is not what is asked for, and is not changed by it', async () => {
  const before = await rows();
  for (const operation of operations.filter(({ bodyType }) => bodyType === 'application/json'))
    for (const [what, body] of bodies()) {
      const started = performance.now();
      const answer = await ask(operation, { body });
      const about = { method: operation.method, path: operation.path, what };
      expectHarmless(answer, about);
      expect({ about, taken: answer.status < 400 }).toEqual({ about, taken: false });
      expect({ about, slow: performance.now() - started > 2_000 }).toEqual({ about, slow: false });
    }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(await rows()).toEqual(before);
}, 60_000);

it('takes no member of a body that is not the caller’s to set', async () => {
  const own = { url: 'https://rms.example/hook', eventTypes: ['load.published'] };
  const path = '/dealer/v1/webhooks';
  const post = (body: object) =>
    supertest(address).post(path).auth(tokens.dealer, { type: 'bearer' }).send(body);
  for (const more of [
    { id: 'w' },
    { dealerCode: 'B000' },
    { secret: 'x' },
    { state: 'paused' },
    { failures: 9 },
  ]) {
    const { status, body } = await post({ ...own, ...more });
    expect(status).toBe(400);
    expect((body as { faults: { path: string }[] }).faults[0]?.path).toContain(
      Object.keys(more)[0] ?? '',
    );
  }
});

it('takes the methods that a path is for, and no others', async () => {
  for (const path of ['/api/v1/contract', '/oauth/token', '/health/live', '/dealer/v1/loads/1'])
    for (const method of ['TRACE', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'GARBAGE']) {
      const status = statusOf(await raw(path, method));
      expect({ path, method, status, refused: [400, 404, 405].includes(status) }).toEqual({
        path,
        method,
        status,
        refused: true,
      });
    }
});

it('lets no page of another origin read an answer, and sets no cookie', async () => {
  const origin = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
  for (const path of ['/api/v1/location', '/oauth/token', '/.well-known/jwks.json', '/docs'])
    for (const method of ['get', 'options'] as const) {
      const { headers } = await supertest(address)[method](path).set(origin);
      const names = Object.keys(headers).filter((name) =>
        /^access-control-|^set-cookie$/.test(name),
      );
      expect({ path, method, names }).toEqual({ path, method, names: [] });
    }
});

it('takes no packed body but where the documentation says so', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  for (const operation of operations.filter(({ bodyType }) => bodyType === 'application/json')) {
    if (operation.path === '/api/v1/message') continue;
    const answer = await ask(operation, {
      body: bomb as unknown as string,
      headers: { 'content-encoding': 'gzip' },
    });
    expectHarmless(answer, operation);
    expect(answer.status).toBeLessThan(500);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
});

it('answers one request where the length is told in two ways', async () => {
  const hidden = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
  const head = `POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length + 5}\r\n`;
  for (const way of [
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked, identity',
    'Content-Length: 4',
  ]) {
    const text = await rawText(`${head}${way}\r\n\r\n0\r\n\r\n${hidden}`);
    expect({ way, answers: text.split('HTTP/1.1 ').length - 1 }).toEqual({ way, answers: 1 });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  }
});

function raw(path: string, method = 'GET'): Promise<string> {
  return rawText(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
}

/** What comes back for these bytes, until the server closes the connection. */
async function rawText(request: string): Promise<string> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  // Not ended on our side: that would be taken for a caller who has gone.
  socket.write(request);
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += String(chunk);
  return text;
}

function statusOf(answer: string): number {
  return Number(answer.slice(9, 12));
}
