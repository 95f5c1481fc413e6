import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { GracefulStop } from '../../src/http/load/graceful-stop.js';
import { fullBundle } from '../support/process-faults.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const PAGE = '/api/v1/contract?customer=C1';
const NEVER = new AbortController().signal;

let server: TestServer;
let stop: GracefulStop;
let address: string;
let crs: string;
let lock: pg.Client;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = await startTestServer({ DRAIN_SECONDS: '1' });
  stop = server.app.get(GracefulStop);
  address = await server.app.getUrl();
  await server.addDealer();
  crs = await server.token(['A000']);
  await server.load('A000', fullBundle('Bond'));
  lock = await server.database.session();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await lock.query('ROLLBACK');
  await lock.end();
  await server.close();
});

const get = (path: string) =>
  fetch(address + path, { headers: { authorization: `Bearer ${crs}` } });

/** From now on requests that show a token wait for the database. */
async function holdRequests(): Promise<void> {
  await lock.query('BEGIN; LOCK TABLE api_client IN ACCESS EXCLUSIVE MODE');
}

async function dial(text = ''): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

function isRefused(): Promise<boolean> {
  return get('/health/live').then(
    () => false,
    () => true,
  );
}

describe('a server that is told to end', () => {
  it('says so to load balancers, and serves for as long as they need to leave', async () => {
    const ended = stop.run('SIGTERM', NEVER);
    const ready = await get('/health/ready');
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    expect(await ready.json()).toMatchObject({
      status: 'error',
      details: { server: { status: 'down', reason: 'stopping' } },
    });
    expect((await get('/health/live')).status).toBe(200);
    const page = await get(PAGE);
    expect([page.status, page.headers.get('connection')]).toEqual([200, 'close']);
    await page.text();
    await ended;
    expect(await isRefused()).toBe(true);
  });

  it('does not wait for load balancers when somebody at a terminal ends it', async () => {
    const began = performance.now();
    await stop.run('SIGINT', NEVER);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await isRefused()).toBe(true);
  });

  it('answers what it was asked before, and listens no more meanwhile', async () => {
    await holdRequests();
    const asked = get(PAGE);
    await until(() => stop.requests === 1);
    const ended = stop.run('SIGINT', NEVER);
    await until(isRefused);
    expect(stop.phase).toBe('requests under way');
    await lock.query('ROLLBACK');
    const page = await asked;
    expect([page.status, page.headers.get('connection')]).toEqual([200, 'close']);
    await page.text();
    await ended;
  });

  it('answers a request that arrives on a connection that was idle a moment ago', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async () => {
      const sending = httpRequest(`${address}/health/live`, { agent }).end();
      const [answer] = (await once(sending, 'response')) as [{ statusCode: number }];
      (answer as unknown as NodeJS.ReadableStream).resume();
      return answer.statusCode;
    };
    expect(await ask()).toBe(200);
    const ended = stop.run('SIGINT', NEVER);
    await until(isRefused);
    expect(await ask()).toBe(200);
    agent.destroy();
    await ended;
  });

  it('waits for the rest of a request that has begun to arrive', async () => {
    const socket = await dial('GET /health/live HTTP/1.1\r\nHost: crs\r\n');
    const ended = stop.run('SIGINT', NEVER);
    await until(isRefused);
    socket.write('\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
    await ended;
  });

  it('lets those go who wait for events, with what there is', async () => {
    const rms = await server.token(['A000'], ['dealer']);
    const events = (query: string) =>
      fetch(`${address}/dealer/v1/events?${query}`, {
        headers: { authorization: `Bearer ${rms}` },
      });
    const { next } = (await (await events('after=0&limit=1000')).json()) as { next: number };
    const waiting = events(`after=${next}&wait=30`);
    await until(() => stop.requests === 1);
    const ended = stop.run('SIGINT', NEVER);
    const answer = await waiting;
    expect([answer.status, await answer.json()]).toEqual([200, { items: [], next }]);
    await ended;
  });

  it('waits for nobody any more when it is told so again', async () => {
    await holdRequests();
    const asked = get(PAGE).catch(() => 'cut');
    await until(() => stop.requests === 1);
    const hurry = new AbortController();
    const ended = stop.run('SIGTERM', hurry.signal);
    hurry.abort();
    await ended;
    expect(await asked).toBe('cut');
  });
});
