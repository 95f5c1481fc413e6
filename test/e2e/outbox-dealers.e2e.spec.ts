import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { expectAllInOrder, textsOf } from '../support/outbox-arrivals.js';
import { OutboxWorld } from '../support/outbox-world.js';
import { until } from '../support/until.js';

const DEALERS = 100;
const TEXTS = textsOf(10, 3);

let world: OutboxWorld;
let peer: CrsPeer;

beforeAll(async () => {
  world = await OutboxWorld.open();
  peer = await startCrsPeer();
});
afterAll(async () => {
  await peer.close();
  await world.close();
});

it(`of ${DEALERS} dealers, those whose CRS or token endpoint hangs cost the others nothing`, async () => {
  const dealers: string[] = [];
  while (dealers.length < DEALERS) dealers.push(await world.addDealer(peer));
  const [silent = '', tokenless = '', ...others] = dealers;
  await world.mirror.query(
    `UPDATE crs_connection SET client_id = 'tokenless' WHERE dealer_code = $1`,
    [tokenless],
  );
  peer.behaveToken(({ clientId }) => (clientId === 'tokenless' ? 'hang' : 'accept'));
  peer.behave(({ message }) => (message.dealerCode === silent ? 'hang' : 'accept'));
  for (const dealer of dealers) await world.queue(dealer, ...TEXTS);
  // So long that the two hang until the test has ended, however busy the machine is.
  const worker = world.worker({ messageTimeoutMs: 600_000, tokenTimeoutMs: 600_000 });
  worker.start();
  try {
    const waiting = () =>
      world.mirror.query<{ dealer: string }>(
        `SELECT DISTINCT dealer_code AS dealer FROM message WHERE state = 'queued' ORDER BY 1`,
      );
    await until(async () => (await waiting()).length === 2, 60_000);
    // All others are through while the first attempts of the two are still under way.
    expect(peer.posts.filter(({ message }) => message.dealerCode === silent)).toHaveLength(1);
    expect(peer.open(silent)).toBe(1);
    expect(peer.tokenRequests.filter(({ clientId }) => clientId === 'tokenless')).toHaveLength(1);
    for (const dealer of [silent, tokenless])
      expect(await world.connection(dealer)).toMatchObject({ failures: 0 });
    expect((await waiting()).map(({ dealer }) => dealer)).toEqual([silent, tokenless].sort());
    for (const dealer of others)
      expect(await expectAllInOrder(world, peer, dealer, TEXTS)).toMatchObject({ repeated: 0 });
    expect(peer.tokenRequests).toHaveLength(DEALERS);
  } finally {
    await worker.stop();
  }
}, 120_000);
