import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { customer, invoice } from '../support/interface-factories.js';
import { fullBundle, PULL_PATHS } from '../support/process-faults.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const BIG = '/api/v1/invoice?customer=C2&items=100';
const SMALL = '/api/v1/customer?customer=C1';

let server: TestServer;
let base: string;
let token: string;

beforeAll(async () => {
  server = await startTestServer();
  await server.addDealer();
  token = await server.token(['A000']);
  const invoices = Array.from({ length: 40 }, (_, index) =>
    invoice(`I${index}`, { customerId: 'C2' }),
  );
  await server.load('A000', {
    ...fullBundle('Bond'),
    'customers.ndjson': [customer('C1'), customer('C2')],
    'invoices.ndjson': [invoice('I-C1'), ...invoices],
  });
  base = await server.app.getUrl();
});
afterAll(() => server.close());

/** The answer as it is on the wire. */
function raw(path: string, encoding?: string) {
  return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(encoding !== undefined && { 'accept-encoding': encoding }),
    };
    request(base + path, { headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(pieces) }));
    })
      .on('error', reject)
      .end();
  });
}

it.each([
  ...PULL_PATHS.map((path) => [path, 200, 'application/json; charset=utf-8'] as const),
  ['/api/v1/contract', 400, 'application/problem+json; charset=utf-8'],
  ['/api/v1/contract?customer=C1&dealer=Q', 403, 'application/problem+json; charset=utf-8'],
  ['/api/v1/customer?customer=nobody', 404, 'application/problem+json; charset=utf-8'],
  ['/api/v2/contract', 404, 'application/problem+json; charset=utf-8'],
  ['/health/live', 200, 'application/json; charset=utf-8'],
  ['/health/ready', 200, 'application/json; charset=utf-8'],
])('answers %s with %i, for nobody to keep, with an id and a type', async (path, status, type) => {
  const answer = await server.get(path, token);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'cache-control': 'no-store',
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

it('has the token endpoint answer for nobody to keep, too', async () => {
  const answer = await fetch(`${base}/oauth/token`, { method: 'POST' });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

it.each([
  ['gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
])('compresses a large answer with %s, without changing it', async (encoding, decompress) => {
  const plain = await raw(BIG);
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.length).toBeGreaterThan(1024);
  const packed = await raw(BIG, encoding);
  expect(packed.headers).toMatchObject({ 'content-encoding': encoding, vary: expect.anything() });
  expect(packed.headers['content-type']).toBe(plain.headers['content-type']);
  expect(packed.body.length).toBeLessThan(plain.body.length / 2);
  expect(decompress(packed.body)).toEqual(plain.body);
});

it('compresses nothing that is small, and nothing with an encoding it does not know', async () => {
  for (const [path, encoding] of [
    [SMALL, 'gzip, br, zstd'],
    [BIG, 'lzma'],
    [BIG, 'identity'],
  ] as const) {
    const { headers, body } = await raw(path, encoding);
    expect(headers['content-encoding']).toBeUndefined();
    expect(Number(headers['content-length'])).toBe(body.length);
  }
});
