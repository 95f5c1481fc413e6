import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { ClientService } from '../../src/auth/client.service.js';
import { Admission } from '../../src/http/load/admission.js';
import { opening } from '../support/message-traffic.js';
import { fullBundle } from '../support/process-faults.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const PAGE = '/api/v1/contract?customer=C1';
const LOADS = '/dealer/v1/loads';
const FAILURES = 3;

let server: TestServer;
let admission: Admission;
let address: string;
let crs: string;
let rms: string;
let lock: pg.Client;

beforeAll(async () => {
  server = await startTestServer({
    CLIENT_PULLS_AT_ONCE: '1',
    CLIENT_REQUESTS_AT_ONCE: '1',
    TOKEN_FAILURES_PER_MINUTE: String(FAILURES),
    TRUST_PROXY: '127.0.0.0/8,::1',
  });
  admission = server.app.get(Admission);
  address = await server.app.getUrl();
  await server.addDealer();
  crs = await server.token(['A000']);
  rms = await server.token(['A000'], ['dealer']);
  await server.load('A000', fullBundle('Bond'));
  lock = await server.database.session();
});
afterAll(async () => {
  await lock.end();
  await server.close();
});
afterEach(async () => {
  await lock.query('ROLLBACK');
  await until(() => admission.working() === 0);
});

const get = (path: string, token: string) =>
  fetch(address + path, { headers: { authorization: `Bearer ${token}` } });

/** From now on what reads this table waits. */
async function hold(table: string): Promise<void> {
  await lock.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
}

/**
 * Asks twice at one time while one is all that is allowed, and lets the one that is taken wait until the
 * other is refused.
 * @returns the refusal; the other answer must be 200
 */
async function refusedOfTwo(ask: () => Promise<Response>, table: string): Promise<Response> {
  await hold(table);
  const both = [ask(), ask()];
  const refused = await Promise.race(both);
  await lock.query('ROLLBACK');
  const statuses = await Promise.all(both.map(async (one) => (await one).status));
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, refused.status]);
  return refused;
}

describe('a client that has as much under way as it may', () => {
  it('is answered with 429 for one more page, and served when there is room again', async () => {
    const refused = await refusedOfTwo(() => get(PAGE, crs), 'contract');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await refused.json()).toMatchObject({
      type: 'urn:crs-dealer-api:problem:too-many-requests',
      status: 429,
    });
    expect((await get(PAGE, crs)).status).toBe(200);
  });

  it('is answered with 503 for one more message: the interface has it sent again then', async () => {
    let messages = 0;
    const send = () => {
      const id = `m${++messages}`;
      return fetch(`${address}/api/v1/message`, {
        method: 'POST',
        headers: { authorization: `Bearer ${crs}`, 'content-type': 'application/json' },
        body: JSON.stringify(opening('A000', id, id)),
      });
    };
    const refused = await refusedOfTwo(send, 'dealer_counter');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ type: 'urn:crs-dealer-api:problem:overloaded' });
    expect((await send()).status).toBe(200);
  });

  it('keeps no other client from anything, and its pages not from other requests', async () => {
    const other = await server.token(['A000']);
    await hold('contract');
    const pages = [get(PAGE, crs), get(PAGE, other)];
    await until(() => admission.working() === 2);
    expect((await get(LOADS, rms)).status).toBe(200);
    await lock.query('ROLLBACK');
    const statuses = await Promise.all(pages.map(async (page) => (await page).status));
    expect(statuses).toEqual([200, 200]);
  });
});

describe('wrong credentials', () => {
  const ask = (clientId: string, secret: string, from: string) =>
    fetch(`${address}/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
        'x-forwarded-for': from,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });

  it('are answered with 429 in the form of RFC 6749 after some, and only where they came from', async () => {
    const client = await server.app
      .get(ClientService)
      .create({ name: 'Test', dealers: ['A000'], scopes: ['crs'] });
    const { clientId, clientSecret = '' } = client;
    for (let n = 0; n < FAILURES; n++)
      expect((await ask(clientId, 'wrong', '192.0.2.1')).status).toBe(401);

    const refused = await ask(clientId, clientSecret, '192.0.2.1');
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([429, 'no-store']);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await refused.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: `Too many wrong credentials: try again in ${seconds} s`,
    });
    expect((await ask(clientId, clientSecret, '192.0.2.2')).status).toBe(200);
    expect((await ask('somebody-else', 'wrong', '192.0.2.1')).status).toBe(401);
  });
});
