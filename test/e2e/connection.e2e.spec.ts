import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { inTransaction } from '../../src/database/transaction.js';
import { OutboxService } from '../../src/outbox/outbox.service.js';
import { settingsOf } from '../support/connections.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const CANARY = 's3cret-of-the-dealer';

let server: TestServer;
let strict: TestServer;
let peer: CrsPeer;
let dealer: string;
let token: string;
let dealers = 0;

beforeAll(async () => {
  [server, strict] = await Promise.all([
    startTestServer({ CRS_ALLOW_PRIVATE: 'on' }),
    startTestServer({ OUTBOX_SENDERS: '0' }),
  ]);
});
afterAll(() => Promise.all([server.close(), strict.close()]));
beforeEach(async () => {
  peer = await startCrsPeer();
  dealer = await server.addDealer({ code: `N${++dealers}` });
  token = await server.token([dealer], ['dealer']);
});
afterEach(() => peer.close());

type Method = 'get' | 'put' | 'patch' | 'delete' | 'post';

async function call(method: Method, body?: object, { path = '', as = token, of = server } = {}) {
  const url = `/dealer/v1/connection${path}`;
  const request = supertest(await of.app.getUrl())[method](url);
  const answer = await request.auth(as, { type: 'bearer' }).send(body);
  // Whatever is asked.
  expect(answer.text).not.toContain(CANARY);
  return answer;
}

const connect = (settings: object = {}) => call('put', { ...settingsOf(peer), ...settings });

/** Queues messages, each of a key of its own. */
function queue(...keys: readonly string[]): Promise<unknown> {
  const messages = keys.map((queueKey) => ({
    messageType: 'contract' as const,
    customerNumber: 'C1',
    queueKey,
  }));
  return inTransaction(server.database.pool, (client) =>
    server.app.get(OutboxService).enqueue(client, dealer, messages),
  );
}

describe('a connection', () => {
  it('is made, shown, replaced, changed and removed', async () => {
    expect((await call('get')).status).toBe(404);
    const made = await connect({ scope: 'messages', notifications: { types: ['contract'] } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      messageUrl: peer.messageUrl,
      tokenUrl: peer.tokenUrl,
      clientId: 'dealer',
      scope: 'messages',
      tokenAuth: 'client_secret_basic',
      environment: 'test',
      state: 'active',
      notifications: { types: ['contract'], mostCustomers: 500 },
      circuit: { state: 'closed', failures: 0 },
      queue: { keysWaiting: 0, keysHeld: 0 },
    });
    expect((await call('get')).body).toEqual(made.body);
    const replaced = await connect({ tokenAuth: 'client_secret_post' });
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({ tokenAuth: 'client_secret_post' });
    expect(replaced.body).not.toHaveProperty('scope');
    const changed = await call('patch', {
      audience: 'crs',
      notifications: { mostCustomers: 0 },
      environment: 'production',
    });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      {
        audience: 'crs',
        notifications: {
          types: ['contract', 'invoice', 'catalog', 'document'],
          mostCustomers: 0,
        },
        environment: 'production',
      },
    ]);
    expect((await call('patch', { audience: null })).body).not.toHaveProperty('audience');
    expect((await call('delete')).status).toBe(204);
    for (const [method, body] of [
      ['get', undefined],
      ['patch', { scope: 'a' }],
      ['delete', undefined],
    ] as const) {
      const { status, body: problem } = await call(method, body);
      expect([status, problem.detail]).toEqual([404, 'There is no connection']);
    }
    expect((await call('post', undefined, { path: '/test' })).status).toBe(404);
  });

  it('sends, and shows that it does', async () => {
    peer.aheadBy(6 * 60_000);
    await connect();
    await queue('a', 'b');
    await until(() => peer.taken.length === 2);
    const { body } = await until(async () => {
      const answer = await call('get');
      return answer.body.queue.keysWaiting === 0 && answer;
    });
    expect(body.circuit.lastDeliveredTime).toMatch(/Z$/);
    expect(Date.parse(body.token.usedUntil as string)).toBeGreaterThan(Date.now());
    expect(body.clock.warning).toBe(true);
    expect(body.clock.driftSeconds).toBeGreaterThan(350);
    expect(body.clock.driftSeconds).toBeLessThan(370);
  });

  it('shows what CRS refuses and when it is tried again, and is tried at once when resumed', async () => {
    peer.behave(() => ({ status: 503, headers: { 'retry-after': '3600' } }));
    await connect();
    await queue('a');
    const { body } = await until(async () => {
      const answer = await call('get');
      return answer.body.circuit.state === 'open' && answer;
    });
    expect(body.circuit).toMatchObject({ failures: 1, lastError: 'CRS answered 503' });
    expect(Date.parse(body.circuit.nextAttemptTime as string)).toBeGreaterThan(
      Date.now() + 3_500_000,
    );
    const paused = await call('patch', { state: 'paused', reason: 'CRS is down' });
    expect(paused.body).toMatchObject({
      state: 'paused',
      pausedBy: expect.stringMatching(/^client \S+$/),
      reason: 'CRS is down',
    });
    peer.behave(() => 'accept');
    const resumed = await call('patch', { state: 'active' });
    expect(resumed.body).toMatchObject({ state: 'active', circuit: { state: 'closed' } });
    await until(() => peer.taken.length === 1);
  });

  it('takes a new secret up by itself, and the one before works until then', async () => {
    await connect();
    await queue('a');
    await until(() => peer.taken.length === 1);
    const first = (await call('get')).body.secret;
    const changed = await call('patch', { clientSecret: `${CANARY}-2` });
    expect(changed.body.secret).toMatchObject({ ...first, next: { setTime: expect.any(String) } });
    await queue('b');
    const { error } = await until(async () => {
      const { next } = (await call('get')).body.secret;
      return next?.error !== undefined && next;
    });
    expect(error).toContain('invalid_client');
    await until(() => peer.taken.length === 2);
    peer.clients.set('dealer', `${CANARY}-2`);
    peer.revokeTokens();
    await call('patch', { clientSecret: `${CANARY}-2` });
    await until(async () => (await call('get')).body.secret.next === undefined);
    await queue('c');
    await until(() => peer.taken.length === 3);
  });

  it('does not move what waits to another environment unasked', async () => {
    await connect();
    await call('patch', { state: 'paused' });
    await queue('a', 'b');
    const refused = await call('patch', { environment: 'production' });
    expect([refused.status, refused.body]).toMatchObject([
      409,
      {
        type: expect.stringMatching(/not-allowed-now$/),
        detail: expect.stringContaining('Messages of 2 keys wait for the test system'),
      },
    ]);
    expect((await connect({ environment: 'production' })).status).toBe(409);
    const kept = await call('patch', { environment: 'production', keepMessages: true });
    expect(kept.body).toMatchObject({ environment: 'production', queue: { keysWaiting: 2 } });
  });
});

it('the test of a connection tells each step', async () => {
  await connect();
  const { status, body } = await call('post', undefined, { path: '/test' });
  expect([status, body]).toMatchObject([200, { ok: true, environment: 'test' }]);
  expect(
    body.steps.map((step: Record<string, string>) => `${step['about']} ${step['step']}`),
  ).toEqual([
    ...['dns', 'tcp', 'tls'].map((step) => `tokenUrl ${step}`),
    ...['token', 'scope', 'clock'].map((step) => `secret ${step}`),
    ...['dns', 'tcp', 'tls'].map((step) => `messageUrl ${step}`),
  ]);
  await call('patch', { tokenUrl: 'https://does-not-exist.invalid/token', clientSecret: CANARY });
  const failed = await call('post', undefined, { path: '/test' });
  expect([failed.status, failed.body.ok]).toEqual([200, false]);
});

describe('what is not right is refused with its place', () => {
  const LONG = 'x'.repeat(2001);
  it.each([
    [{ messageUrl: undefined }, 'messageUrl'],
    [{ messageUrl: 'crs' }, 'messageUrl'],
    [{ messageUrl: 'ftp://crs.example/' }, 'messageUrl'],
    [{ messageUrl: `https://crs.example/${LONG}` }, 'messageUrl'],
    [{ messageUrl: 'http://169.254.169.254/latest' }, 'messageUrl'],
    [{ tokenUrl: 'https://user:pw@crs.example/' }, 'tokenUrl'],
    [{ tokenUrl: null }, 'tokenUrl'],
    [{ clientId: '' }, 'clientId'],
    [{ clientId: 7 }, 'clientId'],
    [{ clientSecret: undefined }, 'clientSecret'],
    [{ clientSecret: '' }, 'clientSecret'],
    [{ clientSecret: 'a\nb' }, 'clientSecret'],
    [{ clientSecret: 'x'.repeat(1001) }, 'clientSecret'],
    [{ clientSecret: ['a'] }, 'clientSecret'],
    [{ scope: 'a  b' }, 'scope'],
    [{ scope: '' }, 'scope'],
    [{ audience: '' }, 'audience'],
    [{ tokenAuth: 'none' }, 'tokenAuth'],
    [{ environment: undefined }, 'environment'],
    [{ environment: 'staging' }, 'environment'],
    [{ notifications: [] }, 'notifications'],
    [{ notifications: 'all' }, 'notifications'],
    [{ notifications: { types: ['request'] } }, 'notifications.types'],
    [{ notifications: { types: ['invoice', 'invoice'] } }, 'notifications.types'],
    [{ notifications: { mostCustomers: -1 } }, 'notifications.mostCustomers'],
    [{ notifications: { mostCustomers: 5001 } }, 'notifications.mostCustomers'],
    [{ notifications: { most: 1 } }, 'notifications.most'],
    [{ keepMessages: 'yes' }, 'keepMessages'],
    [{ state: 'active' }, 'state'],
    [{ secret: CANARY }, 'secret'],
  ])('in %j', async (settings, path) => {
    const { status, body } = await connect(settings);
    expect([status, body.faults]).toMatchObject([400, [{ path, reason: expect.any(String) }]]);
    expect((await call('get')).status).toBe(404);
  });

  it('in a change', async () => {
    const { body: before } = await connect();
    for (const [patch, path] of [
      [{ messageUrl: 'crs' }, 'messageUrl'],
      [{ tokenUrl: null }, 'tokenUrl'],
      [{ clientId: null }, 'clientId'],
      [{ clientSecret: null }, 'clientSecret'],
      [{ clientSecret: '' }, 'clientSecret'],
      [{ environment: null }, 'environment'],
      [{ state: 'off' }, 'state'],
      [{ state: null }, 'state'],
      [{ reason: 'no state' }, 'reason'],
      [{ state: 'paused', reason: 'x'.repeat(501) }, 'reason'],
      [{ notifications: { types: null } }, 'notifications.types'],
      [{ failures: 0 }, 'failures'],
    ] as const) {
      const { status, body } = await call('patch', patch);
      expect([status, body.faults]).toMatchObject([400, [{ path }]]);
    }
    expect((await call('get')).body).toEqual(before);
  });

  it('in what is no JSON, without repeating it', async () => {
    const secret = 'c4nary';
    for (const body of [
      `{"clientSecret": "${secret}`,
      `{"clientSecret": ${secret}}`,
      `"${secret}"`,
    ]) {
      const answer = await supertest(await server.app.getUrl())
        .put('/dealer/v1/connection')
        .auth(token, { type: 'bearer' })
        .type('json')
        .send(body);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain(secret.slice(0, 3));
    }
  });

  it.each([
    'http://crs.example/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://[::ffff:127.0.0.1]/',
  ])('%s, unless private addresses are allowed', async (url) => {
    const own = await strict.addDealer({ code: `S${++dealers}` });
    const as = await strict.token([own], ['dealer']);
    for (const path of ['messageUrl', 'tokenUrl'] as const) {
      const good = { messageUrl: 'https://crs.example/m', tokenUrl: 'https://crs.example/t' };
      const settings = { ...settingsOf(good), [path]: url };
      const { status, body } = await call('put', settings, { as, of: strict });
      expect([status, body.faults]).toMatchObject([400, [{ path }]]);
    }
  });
});

describe('a connection is the dealer’s own', () => {
  const CALLS: readonly (readonly [Method, string])[] = [
    ['get', ''],
    ['put', ''],
    ['patch', ''],
    ['delete', ''],
    ['post', '/test'],
  ];

  it('for its clients only', async () => {
    await connect();
    const other = await server.addDealer({ code: `${dealer}x` });
    const theirs = await server.token([other], ['dealer']);
    const crs = await server.token([dealer]);
    const body = settingsOf(peer);
    for (const [method, path] of CALLS) {
      const address = await server.app.getUrl();
      const open = await supertest(address)[method](`/dealer/v1/connection${path}`).send(body);
      expect(open.status).toBe(401);
      expect((await call(method, body, { path, as: crs })).status).toBe(403);
      const named = { path: `${path}?dealer=${dealer}`, as: theirs };
      expect((await call(method, body, named)).status).toBe(403);
    }
    expect((await call('get', undefined, { as: theirs })).status).toBe(404);
    expect((await call('get')).status).toBe(200);
  });

  it('and is named where a client has several', async () => {
    await connect();
    const other = await server.addDealer({ code: `${dealer}y` });
    const both = await server.token([dealer, other], ['dealer']);
    expect((await call('get', undefined, { as: both })).status).toBe(400);
    const named = { path: `?dealer=${dealer}`, as: both };
    expect((await call('get', undefined, named)).status).toBe(200);
  });
});
