import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '../../src/database/transaction.js';
import { EventSignal } from '../../src/events/event-signal.js';
import { EventWatch } from '../../src/events/event-watch.js';
import { EventStore } from '../../src/events/event.store.js';
import { customer } from '../support/items.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

let server: TestServer;
let address: string;
let dealers = 0;
let dealer: string;
let token: string;

async function start(): Promise<void> {
  server = await startTestServer();
  address = await server.app.getUrl();
}

async function addDealer(): Promise<void> {
  dealer = await server.addDealer({ code: `E${++dealers}` });
  token = await server.token([dealer], ['dealer']);
}

beforeAll(start);
afterAll(() => server.close());
beforeEach(addDealer);

const events = (query = '') => server.get(`/dealer/v1/events${query}`, token);
const watch = () => server.app.get(EventWatch);

/** Asks without supertest, so that the request can be given up. */
const ask = (query: string, signal?: AbortSignal) =>
  fetch(`${address}/dealer/v1/events${query}`, {
    headers: { authorization: `Bearer ${token}` },
    ...(signal && { signal }),
  });

async function append(...names: string[]): Promise<void> {
  await inTransaction(server.database.pool, (client) =>
    server.app.get(EventStore).append(
      client,
      dealer,
      names.map((name) => ({ type: 'notification.received' as const, data: { name } })),
    ),
  );
  server.app.get(EventSignal).wake();
}

describe('the event feed', () => {
  it('tells of a load that was published', async () => {
    await server.load(dealer, { 'customers.ndjson': [customer('1')] });
    const { status, body } = await events('?after=0');
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          sequence: 1,
          type: 'load.published',
          time: expect.stringMatching(/^\d{4}-.*Z$/),
          data: expect.objectContaining({ load: 1 }),
        },
      ],
      next: 1,
    });
  });

  it('is read in parts', async () => {
    await append('one', 'two', 'three');
    const first = await events('?limit=2');
    expect(first.body).toMatchObject({
      items: [{ sequence: 1, data: { name: 'one' } }, { sequence: 2 }],
      next: 2,
    });
    expect((await events('?after=2&limit=2')).body).toMatchObject({
      items: [{ sequence: 3 }],
      next: 3,
    });
    expect((await events('?after=3')).body).toEqual({ items: [], next: 3 });
  });

  it.each(['after=-1', 'after=x', 'limit=0', 'limit=1001', 'wait=31', 'wait=x', 'after=1'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await events(`?${query}`);
      expect([status, body.parameters[0].name]).toEqual([400, query.split('=')[0]]);
    },
  );

  it('is for the dealer’s own clients with the scope dealer', async () => {
    await append('one');
    const other = await server.addDealer({ code: `${dealer}x` });
    const theirs = await server.token([other], ['dealer']);
    const crs = await server.token([dealer]);
    expect((await server.get('/dealer/v1/events')).status).toBe(401);
    expect((await server.get('/dealer/v1/events', crs)).status).toBe(403);
    expect((await server.get(`/dealer/v1/events?dealer=${dealer}`, theirs)).status).toBe(403);
    expect((await server.get('/dealer/v1/events', theirs)).body).toEqual({ items: [], next: 0 });
  });
});

describe('a client that waits', () => {
  it('is answered as soon as something happens', async () => {
    const answer = ask('?wait=30');
    await until(() => watch().waiting === 1);
    const begin = performance.now();
    await append('one');
    expect(await (await answer).json()).toMatchObject({ items: [{ sequence: 1 }], next: 1 });
    expect(performance.now() - begin).toBeLessThan(450);
  });

  it('is answered with nothing after the time it gives', async () => {
    const begin = performance.now();
    expect((await events('?wait=1')).body).toEqual({ items: [], next: 0 });
    expect(performance.now() - begin).toBeGreaterThanOrEqual(990);
  });

  it('is forgotten when it closes the connection', async () => {
    const client = new AbortController();
    const answer = ask('?wait=30', client.signal);
    await until(() => watch().waiting === 1);
    client.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => watch().waiting === 0);
  });

  it('is answered at once when the server stops', async () => {
    const answers = [ask('?wait=30'), ask('?wait=30')];
    await until(() => watch().waiting === 2);
    const begin = performance.now();
    const closed = server.close();
    for (const answer of await Promise.all(answers)) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ items: [], next: 0 });
    }
    await closed;
    expect(performance.now() - begin).toBeLessThan(3_000);
    await start();
  });
});
