import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { createServer } from '../../src/server.js';
import { EFFORT } from '../support/effort.js';
import { contract } from '../support/interface-factories.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Body {
  items: { contractId: string; poNumber?: string }[];
  totalPages: number;
  totalElements: number;
}

let server: TestServer;
let second: NestFastifyApplication;
let token: string;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  server = await startTestServer();
  second = await createServer(server.config);
  await second.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await second.close();
  await server.close();
});
beforeEach(async () => {
  dealer = await server.addDealer({ code: `P${++dealers}` });
  token = await server.token([dealer]);
});

const load = (count: number, poNumber: string) =>
  server.load(dealer, {
    'contracts.ndjson': Array.from({ length: count }, (_, n) =>
      contract(`C${String(n).padStart(3, '0')}`, { customerId: '7', poNumber }),
    ),
  });

const PATH = '/api/v1/contract?customer=7&items=10&page=';

const page = async (number: number): Promise<Body> => {
  const answer = await server.get(PATH + number, token).expect(200);
  return answer.body as Body;
};

const onSecondNode = async (number: number): Promise<Body> => {
  const request = supertest(await second.getUrl()).get(PATH + number);
  return (await request.auth(token, { type: 'bearer' }).expect(200)).body as Body;
};

const setPin = (change: string) =>
  server.database.pool.query(`UPDATE pull_pin SET ${change} WHERE dealer_code = $1`, [dealer]);

it('a pull gets its own generation to the end, while loads are published, on either node', async () => {
  await load(25, 'old');
  const first = await page(0);
  await load(24, 'new');
  const pages = [first, await onSecondNode(1), await page(2)];
  expect(pages.map(({ totalElements }) => totalElements)).toEqual([25, 25, 25]);
  const items = pages.flatMap((body) => body.items);
  expect(new Set(items.map(({ contractId }) => contractId)).size).toBe(25);
  expect(new Set(items.map(({ poNumber }) => poNumber))).toEqual(new Set(['old']));
  expect((await onSecondNode(0)).items[0]?.poNumber).toBe('new');
});

it('a pull that begins anew is at the newest generation', async () => {
  await load(25, 'old');
  await page(0);
  await load(25, 'new');
  await page(0);
  expect((await page(1)).items[0]?.poNumber).toBe('new');
});

it('pulls with other customers, page sizes or clients are pulls of their own', async () => {
  await load(25, 'old');
  await page(0);
  await load(25, 'new');
  const get = async (path: string, bearer: string) =>
    ((await server.get(path, bearer).expect(200)).body as Body).items[0]?.poNumber;
  expect(await get('/api/v1/contract?customer=7&items=11&page=1', token)).toBe('new');
  expect(await get('/api/v1/contract?customer=7,8&items=10&page=1', token)).toBe('new');
  expect(await get(`${PATH}1`, await server.token([dealer]))).toBe('new');
  expect(await get('/api/v1/contract?customer=%207%20,7&items=10&page=1', token)).toBe('old');
});

it.each([
  ['was idle for a quarter of an hour', `used_at = now() - interval '16 minutes'`],
  ['began two hours ago', `pinned_at = now() - interval '121 minutes'`],
])('a pull that %s is not continued on other data: 503 until it begins anew', async (_, change) => {
  await load(25, 'old');
  await page(0);
  await setPin(change);
  expect((await page(1)).items[0]?.poNumber).toBe('old');
  await load(25, 'new');
  await setPin(change);
  const answer = await server.get(`${PATH}1`, token).expect(503);
  expect(answer.headers['retry-after']).toBeDefined();
  expect(answer.body).toMatchObject({ type: 'urn:crs-dealer-api:problem:pull-ended' });
  await page(0);
  expect((await page(1)).items[0]?.poNumber).toBe('new');
});

it('a pull whose generation is no longer kept is refused', async () => {
  await load(25, 'old');
  await page(0);
  await load(25, 'new');
  await server.database.pool.query(
    'UPDATE dealer_generation SET oldest_generation = generation WHERE dealer_code = $1',
    [dealer],
  );
  await server.get(`${PATH}1`, token).expect(503);
});

it('each page keeps the pull alive', async () => {
  await load(25, 'old');
  await page(0);
  await setPin(`used_at = now() - interval '14 minutes'`);
  await page(1);
  const { rows } = await server.database.pool.query<{ fresh: boolean }>(
    `SELECT used_at > now() - interval '1 minute' AS fresh FROM pull_pin WHERE dealer_code = $1`,
    [dealer],
  );
  expect(rows).toEqual([{ fresh: true }]);
});

// More pulls: CRS_TEST_EFFORT=20 npm test -- test/e2e/pins --testTimeout=600000
it('pulls during continuous loads miss nothing and double nothing', async () => {
  await load(35, 'v0');
  const stop = new AbortController();
  const publishing = (async () => {
    for (let n = 1; !stop.signal.aborted; n++) await load(30 + (n % 6), `v${n}`);
  })();
  try {
    for (let n = 0; n < 20 * EFFORT; n++) {
      const first = await page(0);
      const bodies = [first];
      for (let next = 1; next < first.totalPages; next++) bodies.push(await page(next));
      const items = bodies.flatMap((body) => body.items);
      const ids = items.map(({ contractId }) => contractId);
      expect(ids).toEqual([...new Set(ids)].toSorted());
      expect(ids).toHaveLength(first.totalElements);
      expect(new Set(items.map(({ poNumber }) => poNumber)).size).toBe(1);
    }
  } finally {
    stop.abort();
    await publishing;
  }
}, 60_000);
