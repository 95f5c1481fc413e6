import { request as httpRequest, type ClientRequest } from 'node:http';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoadDetails } from '../../src/import/load-record.js';
import type { LoadReport } from '../../src/import/load-report.js';
import { contract, customer, jobsite, rate } from '../support/items.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

let server: TestServer;
let dealer: string;
let dealers = 0;
let token: string;
let address: string;

beforeAll(async () => {
  server = await startTestServer();
  address = await server.app.getUrl();
});
afterAll(() => server.close());
beforeEach(async () => {
  dealer = await server.addDealer({ code: `P${++dealers}` });
  token = await server.token([dealer], ['dealer']);
});

const line = (resource: string, item: object) => `${JSON.stringify({ resource, ...item })}\n`;
const people = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => line('customers', customer(`${from + n}`)));

interface Answer {
  readonly status: number;
  readonly body: LoadReport & { readonly type?: string; readonly detail?: string };
}

async function push(
  body: string | Buffer,
  query = '',
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${address}/dealer/v1/loads${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-ndjson',
      ...headers,
    },
    body: new Uint8Array(Buffer.from(body)),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function published(): Promise<unknown> {
  const sql = `SELECT (SELECT generation::int FROM dealer_generation WHERE dealer_code = $1),
    (SELECT count(*)::int FROM customer WHERE dealer_code = $1 AND gen_to > 1e15) AS customers`;
  return (await server.database.pool.query<object>(sql, [dealer])).rows[0];
}

async function staging(): Promise<unknown[]> {
  const sql = `SELECT FROM pg_tables WHERE schemaname = 'staging' AND tablename LIKE $1`;
  return (await server.database.pool.query(sql, [`${dealer}.%`])).rows;
}

async function newest(): Promise<LoadDetails> {
  const { body } = await server.get('/dealer/v1/loads?items=1', token);
  return (body as { items: LoadDetails[] }).items[0] as LoadDetails;
}

/** An upload that is written by hand. */
function upload(): ClientRequest {
  const client = httpRequest(`${address}/dealer/v1/loads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
  });
  client.on('error', () => undefined);
  return client;
}

describe('a push', () => {
  it('publishes items of several resources, mixed in any order', async () => {
    const body = [
      line('contracts', contract('A', '1')),
      line('customers', customer('1')),
      line('jobsites', jobsite('J1', '1')),
      '\r\n',
      line('customers', customer('2')),
      line('contracts', contract('B', '1')),
    ];
    const answer = await push(body.join(''));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        state: 'published',
        load: 1,
        mode: 'full',
        generation: 1,
        resources: {
          customers: { read: 2, added: 2 },
          jobsites: { added: 1 },
          contracts: { added: 2 },
        },
      },
    });
    expect(Object.keys(answer.body.resources)).toEqual(['customers', 'jobsites', 'contracts']);
    const crs = await server.token([dealer]);
    const pull = await server.get('/api/v1/jobsite?customer=1', crs);
    expect(pull.body.items).toMatchObject([{ jobsiteId: 'J1', assetCount: 2 }]);
    expect(await staging()).toEqual([]);
  });

  it('is the whole truth for what occurs in it, and for what it names', async () => {
    await push(
      [...people(1, 3), line('rates', rate('1', 'G')), line('jobsites', jobsite('J', '1'))].join(
        '',
      ),
    );
    const { body } = await push(people(1, 2).join(''), '?resources=rates');
    expect(body.resources).toMatchObject({
      customers: { removed: 1 },
      rates: { read: 0, removed: 1 },
    });
    expect(body.resources).not.toHaveProperty('jobsites');
  });

  it('may be a delta of what was loaded in full', async () => {
    await push(people(1, 3).join(''));
    const changes = [
      line('customers', customer('4')),
      line('customers', { customerId: '1', deleted: true }),
    ];
    const answer = await push(changes.join(''), '?mode=delta');
    expect(answer).toMatchObject({ status: 200, body: { mode: 'delta' } });
    expect(await published()).toEqual({ generation: 2, customers: 3 });
  });

  it('as a delta of what was never loaded is refused with 409', async () => {
    await push(people(1, 3).join(''));
    const answer = await push(line('jobsites', jobsite('J', '1')), '?mode=delta');
    expect(answer).toMatchObject({
      status: 409,
      body: { type: 'urn:crs-dealer-api:problem:never-loaded-in-full' },
    });
    expect(await newest()).toMatchObject({ load: 2, state: 'failed' });
    expect(await staging()).toEqual([]);
  });

  it('may be compressed', async () => {
    const gzip = gzipSync(people(1, 300).join(''));
    const headers = { 'content-encoding': 'gzip' };
    expect((await push(gzip, '', headers)).body.resources.customers).toMatchObject({ added: 300 });
    const cut = await push(gzip.subarray(0, -20), '', headers);
    expect(cut).toMatchObject({ status: 422, body: { state: 'failed' } });
    expect(await published()).toEqual({ generation: 1, customers: 300 });
    expect((await push(gzip, '', { 'content-encoding': 'lzw' })).status).toBe(415);
  });

  it('keeps a row that breaks a rule out, with its line in the body', async () => {
    const body = [...people(1, 30), line('customers', { customerId: '31' })].join('');
    const answer = await push(body);
    expect(answer).toMatchObject({
      status: 200,
      body: { resources: { customers: { rejected: 1 } } },
    });
    expect(answer.body.rejects).toMatchObject([{ file: 'request body', line: 31 }]);
  });

  it('is held like any other load, and answered with 202', async () => {
    await push(people(1, 50).join(''));
    const answer = await push(people(1, 20).join(''));
    expect(answer).toMatchObject({ status: 202, body: { state: 'held', load: 2 } });
    expect(answer.body.reasons).toEqual([expect.stringContaining('30 of 50 published items')]);
    const empty = await push('', '?resources=customers');
    expect(empty).toMatchObject({
      status: 202,
      body: { resources: { customers: { removed: 50 } } },
    });
    expect(await published()).toEqual({ generation: 1, customers: 50 });
  });
});

describe('publishes nothing of a body', () => {
  it.each([
    ['that is empty', '', /no rows/],
    [
      'with a broken line at its end',
      `${people(1, 3).join('')}{"resource":"cust`,
      /line 4: it breaks off/,
    ],
    [
      'with a line that is no JSON',
      `${people(1, 1).join('')}nonsense\n${people(2, 3).join('')}`,
      /line 2: /,
    ],
    [
      'with a line without a resource',
      `${people(1, 2).join('')}{"customerId":"3"}\n`,
      /line 3: its "resource" must be/,
    ],
    ['with an unknown resource', line('dealers', {}), /line 1: its "resource" must be/],
    [
      'that is not UTF-8',
      Buffer.from(line('customers', customer('1', 'Müller')), 'latin1'),
      /not UTF-8/,
    ],
  ])('%s', async (_what, body, reason) => {
    await push(people(1, 5).join(''));
    const before = await published();
    const answer = await push(body);
    expect(answer).toMatchObject({
      status: 422,
      body: { state: 'failed', error: expect.stringMatching(reason) },
    });
    expect(await published()).toEqual(before);
    expect(await newest()).toMatchObject({ load: 2, state: 'failed' });
    expect(await staging()).toEqual([]);
  });

  it('whose upload is aborted', async () => {
    await push(people(1, 5).join(''));
    const client = upload();
    client.write(line('jobsites', jobsite('J', '1')));
    client.write(people(1, 2000).join(''));
    await until(async () => (await staging()).length === 2);
    client.destroy();
    await until(async () => (await newest()).state === 'failed');
    expect(await newest()).toMatchObject({
      load: 2,
      reason: expect.stringContaining('request body'),
    });
    await until(async () => (await staging()).length === 0);
    expect(await published()).toEqual({ generation: 1, customers: 5 });
  });

  it('whose compressed upload is aborted', async () => {
    await push(people(1, 5).join(''));
    const client = upload();
    client.setHeader('content-encoding', 'gzip');
    const gzip = createGzip();
    gzip.pipe(client);
    gzip.write(people(1, 2000).join(''));
    gzip.flush();
    await until(async () => (await staging()).length === 1);
    client.destroy();
    await until(async () => (await newest()).state === 'failed');
    expect(await published()).toEqual({ generation: 1, customers: 5 });
  });
});

describe('is refused', () => {
  it.each([
    ['a mode', '?mode=all', 'mode'],
    ['a resource', '?resources=contracts,dealers', 'resources'],
  ])('%s that is not there', async (_what, query, name) => {
    const { status, body } = await push(people(1, 1).join(''), query);
    expect(status).toBe(400);
    expect(body).toMatchObject({ parameters: [{ name }] });
  });

  it.each(['application/json', 'text/csv'])('the type %s', async (type) => {
    expect((await push('{}', '', { 'content-type': type })).status).toBe(415);
  });

  it('what has not the scope, or is for another dealer', async () => {
    const other = await server.addDealer({ code: `${dealer}x` });
    expect((await push(people(1, 1).join(''), `?dealer=${other}`)).status).toBe(403);
    token = await server.token([dealer], ['crs']);
    expect((await push(people(1, 1).join(''))).status).toBe(403);
    token = 'none';
    expect((await push(people(1, 1).join(''))).status).toBe(401);
    const sql = 'SELECT FROM load WHERE dealer_code = ANY ($1)';
    expect((await server.database.pool.query(sql, [[dealer, other]])).rows).toEqual([]);
  });
});

it('two at once are published one after the other', async () => {
  await push(people(1, 10).join(''));
  const both = [
    push(people(11, 400).join(''), '?mode=delta'),
    push(people(300, 600).join(''), '?mode=delta'),
  ];
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
  expect(await published()).toEqual({ generation: 3, customers: 600 });
});
