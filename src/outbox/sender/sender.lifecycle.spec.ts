import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startCrsPeer, type CrsPeer } from '../../../test/support/crs-peer.js';
import { OutboxWorld, textOf } from '../../../test/support/outbox-world.js';
import { until } from '../../../test/support/until.js';

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

const states = async () =>
  (await world.messages(dealer)).map(({ state, attemptCount }) => `${state} ${attemptCount}`);

it('sends by itself what comes, also what was there before', async () => {
  await world.queue(dealer, 'a: 1');
  const worker = world.worker();
  worker.start();
  worker.start();
  await until(() => peer.taken.length === 1);
  await world.queue(dealer, 'a: 2', 'a: 3');
  await until(() => peer.taken.length === 3);
  await worker.stop();
  expect(await states()).toEqual(['done 1', 'done 1', 'done 1']);
});

it('sends nothing with no senders', async () => {
  await world.queue(dealer, 'a: 1');
  const worker = world.worker({ senders: 0 });
  worker.start();
  await worker.stop();
  await worker.pass();
  expect(peer.posts).toEqual([]);
});

it('lets each dealer have its turn when there are more than senders', async () => {
  const other = await world.addDealer(peer);
  // The one that always was first.
  await world.mirror.query(
    `UPDATE crs_connection SET due_time = due_time - interval '1 day' WHERE dealer_code = $1`,
    [dealer],
  );
  await world.queue(dealer, ...Array.from({ length: 210 }, (_, index) => `k: ${index}`));
  await world.queue(other, 'other: 1');
  world.pass(1);
  await world.worker({ senders: 1 }).pass();
  expect(peer.posts.map(textOf).indexOf('other: 1')).toBe(200);
  expect(peer.posts).toHaveLength(211);
});

it('ends after the exchange under way, and begins with no more', async () => {
  await world.queue(dealer, 'a: 1', 'a: 2');
  const { worker, stopped, answer } = await stopDuringFirst();
  answer();
  await stopped;
  expect(await states()).toEqual(['done 1', 'queued 0']);
  expect(await world.connection(dealer)).toMatchObject({ lease: null });
  await worker.stop();
});

it('gives up what takes too long: another server sends it again, at once and with the same id', async () => {
  await world.queue(dealer, 'a: 1', 'a: 2');
  const { stopped } = await stopDuringFirst();
  await stopped;
  // As if it had not been tried.
  expect(await states()).toEqual(['queued 0', 'queued 0']);
  expect(await world.connection(dealer)).toMatchObject({ lease: null, failures: 0 });
  peer.behave(() => 'accept');
  await world.worker().pass();
  expect(peer.posts.map(textOf)).toEqual(['a: 1', 'a: 1', 'a: 2']);
  expect(peer.posts[1]?.body).toBe(peer.posts[0]?.body);
});

it('gives up waiting for a token as well', async () => {
  await world.queue(dealer, 'a: 1');
  peer.behaveToken(() => 'hang');
  const worker = world.worker();
  worker.start();
  await until(() => peer.tokenRequests.length === 1);
  await worker.stop();
  expect(await states()).toEqual(['queued 0']);
  expect(await world.connection(dealer)).toMatchObject({ lease: null, failures: 0 });
});

async function stopDuringFirst() {
  let answer = () => undefined as void;
  const given = new Promise<'accept'>((resolve) => (answer = () => resolve('accept')));
  peer.behave(() => given);
  const worker = world.worker();
  worker.start();
  await until(() => peer.posts.length === 1);
  return { worker, stopped: worker.stop(), answer };
}
