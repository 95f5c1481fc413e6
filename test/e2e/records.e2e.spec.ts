import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { createServer } from '../../src/server.js';
import { notification, submit } from '../support/intake.js';
import { contract } from '../support/interface-factories.js';
import { customer } from '../support/items.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

let server: TestServer;
let second: NestFastifyApplication;
let token: string;
let address: string;

beforeAll(async () => {
  server = await startTestServer({ MESSAGE_WORKERS: '0' });
  second = await createServer(server.config);
  await second.listen(0, '127.0.0.1');
  for (const code of ['A000', 'B000']) await server.addDealer({ code });
  await server.load('A000', {
    'customers.ndjson': [customer('7'), customer('8')],
    'contracts.ndjson': Array.from({ length: 45 }, (_, n) =>
      contract(`C${n}`, { customerId: '7' }),
    ),
  });
  token = await server.token(['A000']);
  address = await server.app.getUrl();
});
afterAll(async () => {
  await second.close();
  await server.close();
});

const get = async (path: string, { on = address, as = token } = {}) =>
  supertest(on).get(`/api/v1/${path}`).auth(as, { type: 'bearer' });

interface PullRow {
  readonly endpoint: string;
  readonly [column: string]: unknown;
}

/** The rows of a client's pulls, once there are so many and the pages are as many as given. */
async function pulls(as: string, count: number, pages: number): Promise<PullRow[]> {
  const { client_id: client } = JSON.parse(
    Buffer.from(as.split('.')[1] ?? '', 'base64url').toString(),
  ) as { client_id: string };
  return until(async () => {
    const { rows } = await server.database.pool.query<PullRow & { asked: number }>(
      `SELECT *, (pages + failures) AS asked FROM pull_record WHERE client_id = $1
       ORDER BY started_time`,
      [client],
    );
    const asked = rows.reduce((sum, row) => sum + row.asked, 0);
    return rows.length === count && asked === pages ? rows : undefined;
  });
}

it('a pull is one row, on whichever server its pages were asked for', async () => {
  const as = await server.token(['A000']);
  let bytes = 0;
  const before = Date.now();
  for (const page of [0, 1, 2, 3, 4]) {
    const on = page % 2 === 0 ? address : await second.getUrl();
    const { status, text } = await get(`contract?customer=8,7&items=10&page=${page}`, { on, as });
    expect(status).toBe(200);
    bytes += Buffer.byteLength(text);
  }
  const [row] = await pulls(as, 1, 5);
  expect(row).toMatchObject({
    dealer_code: 'A000',
    endpoint: 'contract',
    customers: ['8', '7'],
    since: null,
    generation: '1',
    pages: 5,
    items: '45',
    page_size: 10,
    last_page: 4,
    total_pages: 5,
    failures: 0,
    failed_code: null,
    status: 200,
    bytes: `${bytes}`,
  });
  const started = row?.['started_time'] as Date | undefined;
  expect(started?.getTime()).toBeGreaterThanOrEqual(before - 1);
});

it('pulls one after the other are rows of their own', async () => {
  const as = await server.token(['A000']);
  for (const page of [0, 1, 0, 1, 2]) await get(`contract?customer=7&page=${page}`, { as });
  const rows = await pulls(as, 2, 5);
  expect(rows.map(({ pages }) => pages)).toEqual([2, 3]);
});

it('every endpoint has its rows', async () => {
  const as = await server.token(['A000']);
  for (const path of [
    'customer?customer=7',
    '?customer=8',
    'incremental?since=2026-01-01T00:00:00Z',
  ])
    expect((await get(path, { as })).status).toBe(200);
  const rows = await pulls(as, 3, 3);
  expect(rows).toMatchObject([
    { endpoint: 'customer', customers: ['7'], items: '1', total_pages: null, last_page: null },
    { endpoint: 'customer', customers: ['8'] },
    { endpoint: 'incremental', customers: [], since: '2026-01-01T00:00:00Z', generation: '1' },
  ]);
});

describe('a refusal', () => {
  it.each([
    ['contract?customer=7&items=0', 400, 'invalid-parameter', ['7']],
    ['contract?customer=1,2,3,4,5,6', 400, 'invalid-parameter', ['1', '2', '3', '4', '5']],
    ['contract?customer=a%00b', 400, 'invalid-parameter', ['a\uFFFDb']],
    ['contract?customer=7&dealer=B000', 403, 'dealer-not-allowed', ['7']],
    ['customer?customer=9', 404, 'customer-not-found', ['9']],
    ['jobsite?customer=7', 503, 'not-loaded', ['7']],
  ])('of %s is recorded with %d and its code', async (path, status, code, customers) => {
    const as = await server.token(['A000']);
    expect((await get(path, { as })).status).toBe(status);
    const [row] = await pulls(as, 1, 1);
    expect(row).toMatchObject({ pages: 0, failures: 1, status, failed_code: code });
    expect(row).toMatchObject({ failed_status: status, items: '0', generation: null });
    expect(row?.['customers']).toEqual(customers);
  });

  it('of one page belongs to its pull', async () => {
    const as = await server.token(['A000']);
    await get('contract?customer=7&page=0', { as });
    await server.database.pool.query(
      `UPDATE pull_pin SET pinned_at = now() - interval '3 hours', generation = generation - 1`,
    );
    expect((await get('contract?customer=7&page=1', { as })).status).toBe(503);
    const [row] = await pulls(as, 1, 2);
    expect(row).toMatchObject({ pages: 1, failures: 1, status: 503, failed_code: 'pull-ended' });
    expect(row).toMatchObject({ last_page: 0, total_pages: 5 });
  });

  it('of a token for its scope is recorded, and without a dealer it is not', async () => {
    const as = await server.token(['A000'], ['dealer']);
    expect((await get('contract?customer=7', { as })).status).toBe(403);
    expect(await pulls(as, 1, 1)).toMatchObject([{ failed_code: 'insufficient-scope' }]);
    const both = await server.token(['A000', 'B000']);
    expect((await get('contract?customer=7', { as: both })).status).toBe(400);
    expect((await get('contract?customer=7&dealer=B000', { as: both })).status).toBe(503);
    expect(await pulls(both, 1, 1)).toMatchObject([{ dealer_code: 'B000' }]);
  });
});

describe('a message', () => {
  const post = async (body: object | string, as = token) => submit(address, body, { token: as });

  /** The record of the answer with a request id. */
  const recordOf = (headers: Readonly<Record<string, unknown>>) =>
    until(async () => {
      const { rows } = await server.database.pool.query<Record<string, unknown>>(
        'SELECT * FROM submission_record WHERE request_id = $1',
        [headers['x-request-id']],
      );
      return rows[0];
    });

  it('that is taken is recorded with its place in the queue, each time it comes', async () => {
    const body = notification({ customerNumber: '7' });
    const [first, again] = [await post(body), await post(body)];
    const record = await recordOf(first.headers);
    expect(record).toMatchObject({
      dealer_code: 'A000',
      status: 200,
      code: null,
      detail: null,
      message_type: 'contract',
      customer_number: '7',
      submitted_message_id: body['submittedMessageId'],
      sequence: expect.stringMatching(/^\d+$/),
      bytes: `${Buffer.byteLength(JSON.stringify(body))}`,
    });
    expect((await recordOf(again.headers))['sequence']).toBe(record['sequence']);
  });

  it('that is refused is recorded with what it says of itself, and its faults', async () => {
    const wrong = notification({ messageType: 'x'.repeat(5_000), submittedTime: 'now' });
    const { status, headers } = await post(wrong);
    expect(status).toBe(402);
    const record = await recordOf(headers);
    expect(record).toMatchObject({
      dealer_code: 'A000',
      status: 402,
      code: 'invalid-message',
      message_type: 'x'.repeat(100),
      customer_number: '001234',
      sequence: null,
    });
    expect(record['detail']).toMatch(/messageType .*; submittedTime |submittedTime .*messageType /);
  });

  it('is not quoted', async () => {
    const { status, headers } = await post('{"dealerCode":"A000", "canary-4711" oops');
    expect(status).toBe(402);
    const record = await recordOf(headers);
    expect(record['detail']).toMatch(/is not valid JSON/);
    expect(JSON.stringify(record)).not.toMatch(/canary|oops/);
  });

  it('with text that cannot be stored is recorded all the same', async () => {
    const { status, headers } = await post(
      notification({ submittedMessageId: 'a\0b\uD800', customerNumber: '7\0' }),
    );
    expect(status).toBe(402);
    expect(await recordOf(headers)).toMatchObject({ submitted_message_id: 'a\uFFFDb\uFFFD' });
  });

  it('of another dealer is recorded for the client’s own', async () => {
    const { status, headers } = await post(notification({ dealerCode: 'B000' }));
    expect(status).toBe(403);
    const record = await recordOf(headers);
    expect(record).toMatchObject({ dealer_code: 'A000', code: 'dealer-not-allowed' });
  });
});

it('what was answered is written before a server ends', async () => {
  const third = await createServer(server.config);
  await third.listen(0, '127.0.0.1');
  const as = await server.token(['A000']);
  const on = await third.getUrl();
  await get('contract?customer=7&page=1', { on, as });
  const body = notification();
  await submit(on, body, { token: as });
  await third.close();
  const { rows } = await server.database.pool.query(
    'SELECT FROM submission_record WHERE submitted_message_id = $1',
    [body['submittedMessageId']],
  );
  expect(rows).toHaveLength(1);
  expect((await pulls(as, 1, 1))[0]).toMatchObject({ pages: 1, last_page: 1 });
});
