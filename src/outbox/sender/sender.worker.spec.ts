import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startCrsPeer, type CrsPeer } from '../../../test/support/crs-peer.js';
import { OutboxWorld, textOf } from '../../../test/support/outbox-world.js';

let world: OutboxWorld;
let peer: CrsPeer;
let dealer: string;

beforeAll(async () => {
  world = await OutboxWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  peer = await startCrsPeer();
  dealer = await world.addDealer(peer);
});
afterEach(() => peer.close());

it('sends what waits in its order, with one token', async () => {
  await world.queue(dealer, 'a: one', 'b: two', 'a: three');
  await world.worker().pass();
  expect(peer.taken.map(textOf)).toEqual(['a: one', 'b: two', 'a: three']);
  expect(peer.tokenRequests).toHaveLength(1);
  const messages = await world.messages(dealer);
  expect(
    messages.map(({ state, outcome, attemptCount }) => [state, outcome, attemptCount]),
  ).toEqual(Array.from({ length: 3 }, () => ['done', 'delivered', 1]));
  expect(messages[0]?.crsEnqueuedTime).toBeInstanceOf(Date);
});
