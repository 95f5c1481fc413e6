import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';
import { until } from '../../../test/support/until.js';
import { readConfig } from '../../config/config.js';
import { Admission } from './admission.js';
import { admitRequests } from './admit-requests.js';
import { Stopping } from './stopping.js';

/** More than the system takes in for a reader that does not read. */
const LONG = Buffer.alloc(64 * 1024 * 1024, 'x');

let app: FastifyInstance;
let admission: Admission;
let stopping: Stopping;
let open: PromiseWithResolvers<void>;
const sockets: Socket[] = [];

beforeEach(async () => {
  Logger.overrideLogger(false);
  const config = readConfig({ REQUESTS_AT_ONCE: '1', REQUESTS_WAITING: '0', DATA_DIR: '/nowhere' });
  admission = new Admission(config);
  stopping = new Stopping();
  open = Promise.withResolvers();
  app = fastify();
  admitRequests(app, admission, stopping);
  app.get('/long', () => LONG);
  app.get('/held', async () => {
    await open.promise;
    return 'held';
  });
  app.post('/body', async ({ body }) => body);
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  open.resolve();
  for (const socket of sockets.splice(0)) socket.destroy();
  app.server.closeAllConnections();
  await app.close();
  admission.onApplicationShutdown();
});

async function send(text: string): Promise<Socket> {
  const socket = connect(Number(new URL(app.listeningOrigin).port), '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

const ask = (path: string) => send(`GET ${path} HTTP/1.1\r\nHost: crs\r\n\r\n`);
const fetchPath = (path: string) => fetch(app.listeningOrigin + path);

describe('a place', () => {
  it('is given back once, when the answer is finished', async () => {
    const held = fetchPath('/held');
    await until(() => admission.working() === 1);
    open.resolve();
    expect(await (await held).text()).toBe('held');
    await until(() => admission.working() === 0);
    expect((await fetchPath('/held')).status).toBe(200);
    await until(() => admission.working() === 0);
  });

  it('is given back when the connection is gone', async () => {
    const socket = await ask('/held');
    await until(() => admission.working() === 1);
    socket.destroy();
    await until(() => admission.working() === 0);
    open.resolve();
    expect((await fetchPath('/held')).status).toBe(200);
  });

  it('is given back although the answer is not read to its end', async () => {
    const socket = await ask('/long');
    socket.pause();
    await until(() => admission.working() === 1);
    await until(() => admission.working() === 0);
    expect(socket.destroyed).toBe(false);
  });

  it('is given back by requests that came one behind the other and whose sender went', async () => {
    const socket = await send('GET /held HTTP/1.1\r\nHost: crs\r\n\r\n'.repeat(3));
    await until(() => admission.working() === 1);
    socket.destroy();
    open.resolve();
    await until(() => admission.working() === 0 && admission.waiting() === 0);
  });
});

describe('a refusal', () => {
  it('says that the connection ends when the server is about to', async () => {
    await ask('/held');
    await until(() => admission.working() === 1);
    const before = await fetchPath('/held');
    expect([before.status, before.headers.get('connection')]).toEqual([503, 'keep-alive']);
    stopping.announce();
    const after = await fetchPath('/held');
    expect([after.status, after.headers.get('connection')]).toEqual([503, 'close']);
  });

  it('comes before the body, and after it when there was room until then', async () => {
    await ask('/held');
    await until(() => admission.working() === 1);
    const socket = await send(
      'POST /body HTTP/1.1\r\nHost: crs\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n',
    );
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toMatch(/^HTTP\/1\.1 503 /);
    // The connection goes on with the next request.
    socket.write('{"a": 1} GET /missing HTTP/1.1\r\nHost: crs\r\n\r\n');
    const [second] = (await once(socket, 'data')) as [Buffer];
    expect(second.toString()).toMatch(/^HTTP\/1\.1 503 /);
  });
});
