import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { connectionsOf, settingsOf } from '../../../test/support/connections.js';
import { startCrsPeer, type CrsPeer } from '../../../test/support/crs-peer.js';
import { OutboxWorld, senderWorker } from '../../../test/support/outbox-world.js';
import { until } from '../../../test/support/until.js';
import type { SenderWorker } from '../sender/sender.worker.js';
import type { ConnectionService } from './connection.service.js';

const FIVE_MINUTES = 5 * 60_000;

let world: OutboxWorld;
let peer: CrsPeer;
let connections: ConnectionService;
let worker: SenderWorker;
let dealer: string;
let dealers = 0;
let texts = 0;

beforeAll(async () => {
  world = await OutboxWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  peer = await startCrsPeer();
  ({ connections } = connectionsOf(world.mirror.database, world.clock));
  worker = world.worker();
  dealer = await world.mirror.addDealer(`R${++dealers}`);
  await connections.connect(dealer, settingsOf(peer));
});
afterEach(() => peer.close());

/** Queues a message and has it delivered. */
async function deliver(): Promise<void> {
  const before = peer.taken.length;
  await world.queue(dealer, `a: ${++texts}`);
  world.pass(1000);
  await worker.pass();
  expect(peer.taken).toHaveLength(before + 1);
}

const rotate = (clientSecret: string) => connections.change(dealer, { clientSecret }, 'me');

it('takes a new secret up while nothing waits, and does without the old one from then on', async () => {
  await deliver();
  peer.clients.set('dealer', 'new');
  expect((await rotate('new')).secret.next).toBeDefined();
  await worker.pass();
  const { secret } = await connections.get(dealer);
  expect(secret).toEqual({ setTime: new Date(world.now).toISOString() });
  peer.revokeTokens();
  await deliver();
  expect(peer.tokenRequests.map(({ isKnown }) => isKnown)).toEqual([true, true, true]);
});

it('goes on with the old secret and token while the new one does not work, and says why', async () => {
  await deliver();
  await rotate('new');
  await deliver();
  const { secret, circuit } = await connections.get(dealer);
  expect(secret.next).toMatchObject({
    nextAttemptTime: new Date(world.now + FIVE_MINUTES).toISOString(),
    error: expect.stringContaining('invalid_client'),
  });
  expect(circuit.state).toBe('closed');
  // One with the old secret, one with the new one: the token of the old one still counts.
  expect(peer.tokenRequests.map(({ isKnown }) => isKnown)).toEqual([true, false]);
  peer.revokeTokens();
  await deliver();
  expect(peer.tokenRequests.map(({ isKnown }) => isKnown)).toEqual([true, false, true]);
  peer.clients.set('dealer', 'new');
  peer.revokeTokens();
  world.pass(FIVE_MINUTES);
  await deliver();
  expect((await connections.get(dealer)).secret).not.toHaveProperty('next');
  expect(peer.tokenRequests.slice(3).map(({ isKnown }) => isKnown)).toEqual([true]);
});

it('does not wait with the new secret when the old one is refused', async () => {
  await rotate('new');
  await deliver();
  expect((await connections.get(dealer)).secret.next?.error).toContain('invalid_client');
  // CRS takes the new one only now, and ends the old one with it.
  peer.clients.set('dealer', 'new');
  peer.revokeTokens();
  await deliver();
  expect((await connections.get(dealer)).secret).not.toHaveProperty('next');
  expect(peer.taken).toHaveLength(2);
});

it('takes one of two secrets that were set one after the other: the last one', async () => {
  await rotate('lost');
  await rotate('kept');
  peer.clients.set('dealer', 'kept');
  await deliver();
  expect((await connections.get(dealer)).secret).not.toHaveProperty('next');
});

it('does not take a secret for the one that was set while it was tried', async () => {
  await deliver();
  peer.clients.set('dealer', 'first');
  await rotate('first');
  peer.behaveToken(async () => {
    peer.behaveToken(() => 'accept');
    await rotate('second');
    return 'accept' as const;
  });
  await deliver();
  // The token counts, but was not got with the secret that is the next one now.
  expect((await connections.get(dealer)).secret.next).toMatchObject({
    error: expect.stringContaining('invalid_client'),
  });
  peer.clients.set('dealer', 'second');
  peer.revokeTokens();
  world.pass(FIVE_MINUTES);
  await deliver();
  expect((await connections.get(dealer)).secret).not.toHaveProperty('next');
});

it('a client and its secret change together, at once', async () => {
  await deliver();
  peer.clients.set('other', 'its own');
  peer.clients.delete('dealer');
  peer.revokeTokens();
  await connections.change(dealer, { clientId: 'other', clientSecret: 'its own' }, 'me');
  await deliver();
  expect(peer.taken.at(-1)?.clientId).toBe('other');
  expect((await connections.get(dealer)).secret).not.toHaveProperty('next');
});

it('a resumed connection sends at once what CRS did not take before', async () => {
  peer.behave(() => 503);
  await world.queue(dealer, `a: ${++texts}`);
  for (const seconds of [1, 1, 10, 30]) {
    world.pass(seconds * 1000);
    await worker.pass();
  }
  expect((await connections.get(dealer)).circuit).toMatchObject({
    state: 'open',
    failures: 4,
    lastError: 'CRS answered 503',
  });
  await connections.change(dealer, { state: 'paused', reason: 'CRS is down' }, 'me');
  peer.behave(() => 'accept');
  world.pass(60 * 60_000);
  await worker.pass();
  expect(peer.taken).toHaveLength(0);
  await connections.change(dealer, { state: 'active' }, 'me');
  await worker.pass();
  expect(peer.taken).toHaveLength(1);
  expect((await connections.get(dealer)).circuit.state).toBe('closed');
});

it('two nodes that run take it up without a restart, and lose nothing', async () => {
  const nodes = [1, 2].map(() => senderWorker(world.mirror.database));
  const { connections: real } = connectionsOf(world.mirror.database);
  try {
    await real.connect(dealer, settingsOf(peer));
    for (const node of nodes) node.start();
    await world.queue(dealer, 'a: one', 'b: two');
    await until(() => peer.taken.length === 2);
    await real.change(dealer, { clientSecret: 'new' }, 'me');
    await world.queue(dealer, 'a: three');
    const failed = await until(async () => (await real.get(dealer)).secret.next?.error);
    expect(failed).toContain('invalid_client');
    await until(() => peer.taken.length === 3);
    peer.clients.set('dealer', 'new');
    peer.revokeTokens();
    await world.queue(dealer, 'a: four');
    await real.change(dealer, { clientSecret: 'new' }, 'me');
    await until(async () => (await real.get(dealer)).secret.next === undefined);
    await until(() => peer.taken.length === 4);
    expect(new Set(peer.taken.map(({ message }) => message.submittedMessageId)).size).toBe(4);
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
});
