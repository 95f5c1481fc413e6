import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { Admission } from '../../src/http/load/admission.js';
import { fullBundle } from '../support/process-faults.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const PAGE = '/api/v1/contract?customer=C1';
const EVENTS = '/dealer/v1/events?after=0';

let server: TestServer;
let admission: Admission;
let address: string;
let crs: string;
let rms: string;
let lock: pg.Client;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startTestServer({
    REQUESTS_AT_ONCE: '1',
    REQUESTS_WAITING: '2',
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
  for (const socket of sockets.splice(0)) socket.destroy();
  await lock.query('ROLLBACK');
  await until(() => admission.working() === 0 && admission.waiting() === 0);
});

/** From now on requests that show a token wait for the database. */
async function holdRequests(): Promise<void> {
  await lock.query('BEGIN; LOCK TABLE api_client IN ACCESS EXCLUSIVE MODE');
}

const get = (path: string, token?: string, signal?: AbortSignal) =>
  fetch(address + path, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(signal && { signal }),
  });

describe('a server at its limit', () => {
  it('refuses at once, in the usual form, and answers what it has taken', async () => {
    await holdRequests();
    const first = get(PAGE, crs);
    await until(() => admission.working('usual') === 1);
    const waiting = [get(PAGE, crs), get(PAGE, crs)];
    await until(() => admission.waiting('usual') === 2);
    const before = { ...admission.refusals };

    const refused = await get(PAGE, crs);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(5);
    expect(await refused.json()).toEqual({
      type: 'urn:crs-dealer-api:problem:overloaded',
      title: 'More is asked of the server than it can do now',
      status: 503,
      instance: '/api/v1/contract',
      requestId: refused.headers.get('x-request-id'),
    });
    expect(admission.refusals.full).toBe(before.full + 1);

    // Their turn does not come in time.
    for (const answer of await Promise.all(waiting)) {
      expect(answer.status).toBe(503);
      await answer.text();
    }
    expect(admission.refusals.late).toBe(before.late + 2);
    await lock.query('ROLLBACK');
    expect((await first).status).toBe(200);
  });

  it('serves who waits as soon as the one before is done', async () => {
    await holdRequests();
    const answers = [get(PAGE, crs), get(PAGE, crs)];
    await until(() => admission.waiting('usual') === 1);
    await lock.query('ROLLBACK');
    const statuses = await Promise.all(answers.map(async (answer) => (await answer).status));
    expect(statuses).toEqual([200, 200]);
  });

  it('forgets who went while it waited', async () => {
    await holdRequests();
    const gone = new AbortController();
    void get(PAGE, crs);
    await until(() => admission.working('usual') === 1);
    const waiting = get(PAGE, crs, gone.signal).catch(() => 'gone');
    await until(() => admission.waiting('usual') === 1);
    gone.abort();
    expect(await waiting).toBe('gone');
    await until(() => admission.waiting('usual') === 0);
  });

  it('still tells how it fares, and how to get in', async () => {
    await holdRequests();
    void get(PAGE, crs);
    await until(() => admission.working('usual') === 1);
    void get(PAGE, crs);
    void get(PAGE, crs);
    await until(() => admission.waiting('usual') === 2);
    for (const path of ['/health/live', '/health/ready', '/.well-known/jwks.json'])
      expect([path, (await get(path)).status]).toEqual([path, 200]);
  });

  it('takes a message in while pages take all its places', async () => {
    await holdRequests();
    void get(PAGE, crs);
    await until(() => admission.working('usual') === 1);
    const answer = fetch(`${address}/api/v1/message`, {
      method: 'POST',
      headers: { authorization: `Bearer ${crs}`, 'content-type': 'application/json' },
      body: '{}',
    });
    await until(() => admission.working('messages') === 1);
    await lock.query('ROLLBACK');
    // What it says is no message; it was not the load that kept it out.
    expect((await answer).status).toBe(402);
  });
});

describe('no place of a page is held by', () => {
  it('who waits for events', async () => {
    const gone = new AbortController();
    const end = (await (await get(`${EVENTS}&limit=1000`, rms)).json()) as { next: number };
    const path = `/dealer/v1/events?after=${end.next}&wait=30`;
    const waiting = get(path, rms, gone.signal).catch(() => 'gone');
    await until(() => admission.working('lasting') === 1);
    expect((await get(PAGE, crs)).status).toBe(200);
    gone.abort();
    expect(await waiting).toBe('gone');
    await until(() => admission.working('lasting') === 0);
  });

  it('who sends a body slowly', async () => {
    const head = 'POST /oauth/token HTTP/1.1\r\nHost: crs\r\nContent-Length: 100\r\n';
    const type = 'Content-Type: application/x-www-form-urlencoded\r\n\r\ngrant_';
    for (let n = 0; n < 5; n++) {
      const { hostname, port } = new URL(address);
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      sockets.push(socket);
      await once(socket, 'connect');
      socket.write(head + type);
    }
    expect((await get(PAGE, crs)).status).toBe(200);
    expect(admission.working()).toBe(0);
  });
});
