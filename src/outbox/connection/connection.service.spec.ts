import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectionsOf, settingsOf } from '../../../test/support/connections.js';
import { EFFORT } from '../../../test/support/effort.js';
import { OutboxWorld } from '../../../test/support/outbox-world.js';
import type { ConnectionService } from './connection.service.js';

const SETTINGS = settingsOf({
  messageUrl: 'https://crs.example/messages',
  tokenUrl: 'https://crs.example/token',
});
const CANARY = SETTINGS.clientSecret;

let world: OutboxWorld;
let connections: ConnectionService;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  world = await OutboxWorld.open();
  ({ connections } = connectionsOf(world.mirror.database, world.clock));
});
afterAll(() => world.close());
beforeEach(async () => {
  dealer = await world.mirror.addDealer(`C${++dealers}`);
});

const connect = (settings: object = {}) =>
  connections.connect(dealer, { ...SETTINGS, ...settings });
const update = (text: string) =>
  world.mirror.query(`UPDATE crs_connection SET ${text} WHERE dealer_code = $1`, [dealer]);

describe('a connection', () => {
  it('is there once it is made, with defaults for what is left out', async () => {
    await expect(connections.get(dealer)).rejects.toMatchObject({ code: 'not-found' });
    const { isNew, view } = await connect();
    expect(isNew).toBe(true);
    const time = new Date(world.now).toISOString();
    expect(view).toEqual({
      messageUrl: SETTINGS.messageUrl,
      tokenUrl: SETTINGS.tokenUrl,
      clientId: 'dealer',
      tokenAuth: 'client_secret_basic',
      environment: 'test',
      state: 'active',
      secret: { setTime: time },
      notifications: {
        types: ['contract', 'invoice', 'catalog', 'document'],
        mostCustomers: 500,
      },
      circuit: { state: 'closed', failures: 0 },
      queue: { keysWaiting: 0, keysHeld: 0 },
      createdTime: time,
      changedTime: time,
    });
  });

  it('tells CRS of what is published from then on, and goes on there when it is replaced', async () => {
    const publish = (generation: number) =>
      world.mirror.query(
        `INSERT INTO dealer_generation (dealer_code, generation, published_at) VALUES ($1, $2, now())
         ON CONFLICT (dealer_code) DO UPDATE SET generation = excluded.generation`,
        [dealer, generation],
      );
    await publish(12);
    await connect();
    expect((await world.connection(dealer))['notified_generation']).toBe('12');
    await publish(13);
    expect((await connect({ notifications: { types: [] } })).isNew).toBe(false);
    expect((await world.connection(dealer))['notified_generation']).toBe('12');
    expect((await connections.get(dealer)).notifications.types).toEqual([]);
  });

  it('has its secrets and token in the database sealed only, and never tells them', async () => {
    const { view } = await connect();
    const next = `${CANARY}-next`;
    await connections.change(dealer, { clientSecret: next }, 'me');
    const row = JSON.stringify(await world.connection(dealer), (_name, value: unknown) =>
      (value as { type?: string } | null)?.type === 'Buffer'
        ? Buffer.from((value as { data: number[] }).data).toString('latin1')
        : value,
    );
    expect(row).toContain('crs.example');
    expect(row).not.toContain(CANARY);
    const shown = [view, await connections.get(dealer), await connections.list()];
    expect(JSON.stringify(shown)).not.toContain(CANARY);
  });

  it('that is replaced begins anew, and stays paused', async () => {
    await connect({ scope: 'a b' });
    await connections.change(dealer, { state: 'paused', reason: 'CRS moves' }, 'client x');
    await update(`failures = 4, last_error = 'CRS answered 503', last_error_time = now(),
      token = 'x', token_until = now() + interval '1 hour', next_secret = 'y', next_secret_time = now(),
      next_secret_due = now(), clock_drift_ms = 1, clock_drift_time = now()`);
    world.pass(60_000);
    const { view } = await connect({ clientSecret: 'another' });
    expect(view).toMatchObject({ state: 'paused', pausedBy: 'client x', reason: 'CRS moves' });
    expect(view.secret).toEqual({ setTime: new Date(world.now).toISOString() });
    expect(view.circuit).toEqual({ state: 'closed', failures: 0 });
    for (const gone of ['scope', 'token', 'clock']) expect(view).not.toHaveProperty(gone);
    expect(await world.connection(dealer)).toMatchObject({ token: null, next_secret: null });
  });

  it('shows who paused it and why, until it is resumed', async () => {
    await connect();
    const by = 'command line (operator)';
    await update(`failures = 2, due_time = now() + interval '1 hour'`);
    const paused = await connections.change(dealer, { state: 'paused', reason: 'night' }, by);
    expect(paused).toMatchObject({ state: 'paused', pausedBy: by, reason: 'night' });
    expect(paused.circuit).toEqual({ state: 'open', failures: 2 });
    const active = await connections.change(dealer, { state: 'active' }, by);
    expect(active).toMatchObject({ state: 'active', circuit: { state: 'closed', failures: 0 } });
    expect(active).not.toHaveProperty('pausedBy');
    expect(active).not.toHaveProperty('reason');
    expect((await world.connection(dealer))['due_time']).toEqual(new Date(world.now));
  });

  it('shows the circuit, the clocks, the token, and what waits', async () => {
    await connect();
    await world.queue(dealer, 'b: 1', 'a: 1', 'a: 2', 'c: 1');
    const [first, second] = await world.messages(dealer);
    await world.mirror.query(
      `UPDATE message_lane SET held = true WHERE dealer_code = $1 AND queue_key = 'b'`,
      [dealer],
    );
    await update(`failures = 3, due_time = '2026-05-01T10:00:00Z', last_error = 'CRS answered 503',
      last_error_time = '2026-05-01T09:00:00Z', delivered_time = '2026-05-01T08:00:00Z',
      clock_drift_ms = -301000, clock_drift_time = '2026-05-01T07:00:00Z',
      token = 'x', token_until = '2126-05-01T06:00:00Z'`);
    const view = await connections.get(dealer);
    expect(view.circuit).toEqual({
      state: 'open',
      failures: 3,
      nextAttemptTime: '2026-05-01T10:00:00.000Z',
      lastError: 'CRS answered 503',
      lastErrorTime: '2026-05-01T09:00:00.000Z',
      lastDeliveredTime: '2026-05-01T08:00:00.000Z',
    });
    const measuredTime = '2026-05-01T07:00:00.000Z';
    expect(view.clock).toEqual({ driftSeconds: -301, measuredTime, warning: true });
    expect(view.token).toEqual({ usedUntil: '2126-05-01T06:00:00.000Z' });
    const [oldest] = await world.mirror.query<{ time: Date }>(
      `SELECT enqueued_time AS time FROM message
       WHERE dealer_code = $1 AND direction = 'out' AND sequence = $2`,
      [dealer, second?.sequence],
    );
    expect(first?.queueKey).toBe('b');
    const oldestTime = oldest?.time.toISOString();
    expect(view.queue).toEqual({ keysWaiting: 2, keysHeld: 1, oldestTime });
    await update(`clock_drift_ms = 300000, token_until = '2020-01-01T00:00:00Z'`);
    const later = await connections.get(dealer);
    expect(later.clock).toEqual({ driftSeconds: 300, measuredTime });
    expect(later).not.toHaveProperty('token');
  });

  it('is listed with those of other dealers', async () => {
    await connect();
    expect(await connections.list()).toContainEqual({ dealer, ...(await connections.get(dealer)) });
  });

  it('that is removed leaves its messages', async () => {
    await connect();
    await world.queue(dealer, 'a: 1');
    await connections.remove(dealer);
    await expect(connections.get(dealer)).rejects.toMatchObject({ code: 'not-found' });
    await expect(connections.remove(dealer)).rejects.toMatchObject({ code: 'not-found' });
    expect(await world.messages(dealer)).toMatchObject([{ state: 'queued' }]);
    expect((await connect()).view.queue).toMatchObject({ keysWaiting: 1 });
  });
});

describe('another environment', () => {
  const production = { environment: 'production' as const };

  it('is refused while messages wait, unless they are to be sent there', async () => {
    await connect();
    await world.queue(dealer, 'a: 1', 'a: 2', 'b: 1');
    const refusal = { code: 'not-allowed-now', message: expect.stringContaining('of 2 keys wait') };
    await expect(connections.change(dealer, production, 'me')).rejects.toMatchObject(refusal);
    await expect(connect(production)).rejects.toMatchObject(refusal);
    expect((await connections.get(dealer)).environment).toBe('test');
    const kept = await connections.change(dealer, { ...production, keepMessages: true }, 'me');
    expect(kept.environment).toBe('production');
    await expect(connect()).rejects.toMatchObject({ code: 'not-allowed-now' });
    expect((await connect({ keepMessages: true })).view.environment).toBe('test');
  });

  it('is taken when nothing waits, and the same one always', async () => {
    await connect();
    expect((await connections.change(dealer, production, 'me')).environment).toBe('production');
    await world.queue(dealer, 'a: 1');
    await connections.change(dealer, { ...production, messageUrl: 'https://x.example/' }, 'me');
    expect((await connect(production)).isNew).toBe(false);
  });
});

describe('changes at one time', () => {
  it('keep what each of them has changed', async () => {
    await connect();
    for (let round = 0; round < 10 * EFFORT; round++) {
      const before = Number((await world.connection(dealer))['revision']);
      await Promise.all([
        connections.change(dealer, { clientId: `client ${round}` }, 'me'),
        connections.change(dealer, { scope: `scope${round}` }, 'me'),
        connections.change(dealer, { audience: `audience ${round}` }, 'me'),
        connections.change(dealer, { messageUrl: `https://crs.example/${round}` }, 'me'),
        connections.change(dealer, { notifications: { mostCustomers: round } }, 'me'),
        connections.change(dealer, { clientSecret: `secret ${round}` }, 'me'),
      ]);
      const view = await connections.get(dealer);
      expect(view).toMatchObject({
        clientId: `client ${round}`,
        scope: `scope${round}`,
        audience: `audience ${round}`,
        messageUrl: `https://crs.example/${round}`,
        notifications: { mostCustomers: round },
      });
      expect(view.secret.next).toBeDefined();
      // Each that has to do with a token was counted.
      expect(Number((await world.connection(dealer))['revision'])).toBe(before + 4);
    }
  });

  it('make one connection of two', async () => {
    const made = await Promise.all([connect(), connect(), connect()]);
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
  });
});
