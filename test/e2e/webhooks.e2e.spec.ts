import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { customer } from '../support/items.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';
import { startReceiver, verifyPost, type WebhookReceiver } from '../support/webhook-receiver.js';

let server: TestServer;
let strict: TestServer;
let receiver: WebhookReceiver;
let dealers = 0;
let dealer: string;
let token: string;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOK_ALLOW_PRIVATE: 'on' });
  strict = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await strict.close();
});
beforeEach(async () => {
  receiver = await startReceiver();
  dealer = await server.addDealer({ code: `W${++dealers}` });
  token = await server.token([dealer], ['dealer']);
});

afterEach(() => receiver.close());

interface Hook {
  readonly id: string;
  readonly secret: string;
  readonly after: number;
}

async function call(method: 'post' | 'patch' | 'delete', path: string, body?: object, of = server) {
  const request = supertest(await of.app.getUrl())[method](`/dealer/v1/webhooks${path}`);
  return request.auth(token, { type: 'bearer' }).send(body);
}
const get = (path = '', as = token) => server.get(`/dealer/v1/webhooks${path}`, as);

async function add(body: object = {}): Promise<Hook> {
  const answer = await call('post', '', { url: receiver.url, ...body });
  expect(answer.status).toBe(201);
  return answer.body as Hook;
}

/** Lets something happen: a load is published. */
const happen = (id = '1') => server.load(dealer, { 'customers.ndjson': [customer(id)] });

describe('a webhook', () => {
  it('gets what happens, signed so that the library verifies it', async () => {
    const { id, secret } = await add({ eventTypes: ['load.published'] });
    await happen();
    await until(() => receiver.posts.length === 1);
    const [post] = receiver.posts;
    expect(post && verifyPost(post, secret)).toMatchObject({
      dealer,
      sequence: 1,
      type: 'load.published',
      data: { load: 1 },
    });
    const log = await until(async () => {
      const { body } = await get(`/${id}/deliveries`);
      return body.totalElements === 1 && body;
    });
    expect(log).toMatchObject({
      items: [{ number: 1, sequence: 1, delivered: true, status: 204 }],
      totalPages: 1,
      number: 0,
      size: 10,
    });
    expect((await get(`/${id}`)).body).toMatchObject({
      id,
      url: receiver.url,
      eventTypes: ['load.published'],
      state: 'active',
      after: 1,
      failures: 0,
      deliveredTime: expect.stringMatching(/Z$/),
    });
  });

  it('has its secret told once, and again when it is rotated', async () => {
    const { id, secret } = await add();
    expect(secret).toMatch(/^whsec_/);
    for (const path of ['', `/${id}`]) expect((await get(path)).text).not.toContain('whsec_');
    const rotated = await call('post', `/${id}/secret`);
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect(rotated.body.secret).not.toBe(secret);
    await happen();
    await until(() => receiver.posts.length === 1);
    const [post] = receiver.posts;
    expect(post && verifyPost(post, rotated.body.secret as string)).toBeDefined();
  });

  it('is listed, changed, paused, resumed, set back and removed', async () => {
    await happen();
    const { id, after } = await add();
    expect(after).toBe(1);
    expect((await get()).body).toMatchObject({ items: [{ id }], totalElements: 1 });
    const paused = await call('patch', `/${id}`, {
      state: 'paused',
      eventTypes: ['load.published'],
    });
    expect(paused.body).toMatchObject({
      state: 'paused',
      reason: expect.stringMatching(/^Paused by client /),
      eventTypes: ['load.published'],
    });
    const replayed = await call('post', `/${id}/replay`, { after: 0 });
    expect([replayed.status, replayed.body.after]).toEqual([200, 0]);
    expect(receiver.posts).toEqual([]);
    expect((await call('patch', `/${id}`, { state: 'active' })).body).not.toHaveProperty('reason');
    await until(() => receiver.posts.length === 1);
    expect((await call('delete', `/${id}`)).status).toBe(204);
    expect((await get(`/${id}`)).status).toBe(404);
    expect((await call('delete', `/${id}`)).status).toBe(404);
    expect((await get()).body).toMatchObject({ items: [], totalElements: 0 });
  });

  it('that fails says so, and when it is tried again', async () => {
    receiver.behave(() => 500);
    const { id } = await add();
    await happen();
    const { body } = await until(async () => {
      const answer = await get(`/${id}`);
      return answer.body.failures === 1 && answer;
    });
    expect(body.state).toBe('active');
    expect(Date.parse(body.nextAttemptTime as string)).toBeGreaterThan(Date.now());
    expect((await get(`/${id}/deliveries`)).body.items).toMatchObject([
      { delivered: false, status: 500, error: 'answered 500' },
    ]);
  });

  it('is the dealer’s own', async () => {
    const { id } = await add();
    const other = await server.addDealer({ code: `${dealer}x` });
    const theirs = await server.token([other], ['dealer']);
    const crs = await server.token([dealer]);
    for (const path of ['', `/${id}`, `/${id}/deliveries`]) {
      expect((await server.get(`/dealer/v1/webhooks${path}`)).status).toBe(401);
      expect((await get(path, crs)).status).toBe(403);
      expect((await get(`${path}?dealer=${dealer}`, theirs)).status).toBe(403);
    }
    expect((await get('', theirs)).body.items).toEqual([]);
    expect((await get(`/${id}`, theirs)).status).toBe(404);
    token = theirs;
    for (const [method, path, body] of [
      ['patch', '', { state: 'paused' }],
      ['delete', '', undefined],
      ['post', '/secret', undefined],
      ['post', '/replay', { after: 0 }],
    ] as const)
      expect((await call(method, `/${id}${path}`, body)).status).toBe(404);
  });
});

describe('what is not right is refused with its place', () => {
  it.each([
    [{}, 'url'],
    [{ url: 1 }, 'url'],
    [{ url: 'rms' }, 'url'],
    [{ url: 'ftp://rms.example/' }, 'url'],
    [{ url: 'https://user:pw@rms.example/' }, 'url'],
    [{ url: 'http://169.254.169.254/latest' }, 'url'],
    [{ url: `https://rms.example/${'x'.repeat(2000)}` }, 'url'],
    [{ url: 'https://rms.example/', eventTypes: ['nothing'] }, 'eventTypes'],
    [{ url: 'https://rms.example/', eventTypes: 'load.held' }, 'eventTypes'],
    [{ url: 'https://rms.example/', eventTypes: null }, 'eventTypes'],
    [{ url: 'https://rms.example/', after: 1 }, 'after'],
    [{ url: 'https://rms.example/', after: -1 }, 'after'],
    [{ url: 'https://rms.example/', secret: 'mine' }, 'secret'],
  ])('in %j', async (body, path) => {
    const answer = await call('post', '', body);
    expect([answer.status, answer.body.faults]).toMatchObject([400, [{ path }]]);
    expect((await get()).body.totalElements).toBe(0);
  });

  it('in a change or a replay', async () => {
    const { id } = await add();
    for (const body of [{ state: 'gone' }, { state: null }, { url: 'rms' }, { cursor: 1 }])
      expect((await call('patch', `/${id}`, body)).status).toBe(400);
    for (const body of [{}, { after: 99 }, { after: '0' }, { after: 0.5 }])
      expect((await call('post', `/${id}/replay`, body)).status).toBe(400);
    for (const path of ['/wh_0', '/x', `/wh_${'0'.repeat(24)}`])
      expect((await get(path)).status).toBe(404);
  });

  it.each([
    'http://rms.example/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://2130706433/',
    'https://[::ffff:127.0.0.1]/',
    'https://10.0.0.1/',
  ])('%s, unless private addresses are allowed', async (url) => {
    const own = await strict.addDealer({ code: `S${++dealers}` });
    token = await strict.token([own], ['dealer']);
    const answer = await call('post', '', { url }, strict);
    expect([answer.status, answer.body.faults]).toMatchObject([400, [{ path: 'url' }]]);
  });
});
