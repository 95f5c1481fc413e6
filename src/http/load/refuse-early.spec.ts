import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';
import { until } from '../../../test/support/until.js';
import { readConfig } from '../../config/config.js';
import { Admission } from './admission.js';
import { admitRequests } from './admit-requests.js';
import { refuseEarly } from './refuse-early.js';
import { Stopping } from './stopping.js';

let app: FastifyInstance;
let admission: Admission;
let stopping: Stopping;
let open: PromiseWithResolvers<void>;
let seen: string[];
let ids: number;

beforeEach(async () => {
  Logger.overrideLogger(false);
  admission = new Admission(readConfig({ REQUESTS_AT_ONCE: '1', REQUESTS_WAITING: '0' }));
  stopping = new Stopping();
  open = Promise.withResolvers();
  [seen, ids] = [[], 0];
  app = fastify({ routerOptions: { ignoreTrailingSlash: true } });
  refuseEarly(app, {
    admission,
    stopping,
    requestId: () => `id-${++ids}`,
  });
  app.addHook('onRequest', async ({ method, url }) => void seen.push(`${method} ${url}`));
  admitRequests(app, admission, stopping);
  app.get('/held', () => open.promise);
  app.post('/held', () => 'posted');
  app.get('/other', () => 'other');
  app.get('/one/:id', () => 'one');
  app.get('/health/live', () => 'alive');
  app.get('/feed', { config: { share: 'lasting' } }, () => 'feed');
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  open.resolve();
  app.server.closeAllConnections();
  await app.close();
  admission.onApplicationShutdown();
});

const ask = (path: string, method = 'GET') => fetch(app.listeningOrigin + path, { method });

async function fill(): Promise<void> {
  void ask('/held').catch(() => undefined);
  await until(() => admission.working() === 1);
  seen.length = 0;
}

it('lets everything through as long as there is room', async () => {
  expect(await (await ask('/other')).text()).toBe('other');
  expect(seen).toEqual(['GET /other']);
});

it('refuses without Fastify what its path tells to be a page, and counts it', async () => {
  await fill();
  const answer = await ask('/other?page=3');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('x-request-id')).toBe('id-1');
  expect(await answer.json()).toMatchObject({ status: 503, instance: '/other', requestId: 'id-1' });
  expect(seen).toEqual([]);
  expect(admission.refusals).toEqual({ full: 1, late: 0 });
});

it.each([
  ['has a body', '/held', 'POST'],
  ['has a name in its path', '/one/7', 'GET'],
  ['is written otherwise', '/other/', 'GET'],
  ['is no route', '/missing', 'GET'],
])('leaves to Fastify what %s, with the same answer', async (_, path, method) => {
  await fill();
  const answer = await ask(path, method);
  expect(await answer.json()).toMatchObject({ status: 503, instance: path });
  expect(seen).toEqual([`${method} ${path}`]);
});

it.each([
  ['/feed', 'feed'],
  ['/health/live', 'alive'],
])('does not refuse %s, which takes no place of the usual share', async (path, text) => {
  await fill();
  expect(await (await ask(path)).text()).toBe(text);
});

it('ends the connection with the answer when the server is about to end', async () => {
  await fill();
  stopping.announce();
  expect((await ask('/other')).headers.get('connection')).toBe('close');
});
