import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CLAIM } from '../../src/outbox/sender/sender.sql.js';
import { CLAIM_NEXT } from '../../src/queue/outbound-queue.sql.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { EFFORT } from '../support/effort.js';
import { expectAllInOrder, textsOf } from '../support/outbox-arrivals.js';
import { OutboxWorld } from '../support/outbox-world.js';

// A hundred thousand with: CRS_TEST_EFFORT=50 npm test -- test/e2e/outbox-outage
const MESSAGES = 2_000 * EFFORT;
const KEYS = 500 * EFFORT;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS = 3;

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

it(
  `after an outage of three days all of ${MESSAGES} messages arrive in order, and once`,
  async () => {
    const dealer = await world.addDealer(peer);
    const worker = world.worker();
    const [began, texts] = [world.now, textsOf(MESSAGES, KEYS)];
    const end = began + DAYS * DAY;
    const costs: number[] = [];
    let [queued, attempts] = [0, 0];
    await peer.leave();
    while (world.now < end) {
      // As many as belong to the time that went by.
      const until = Math.ceil(((world.now - began) / (DAYS * DAY)) * (MESSAGES - 1)) + 1;
      if (until > queued) await world.queue(dealer, ...texts.slice(queued, until));
      queued = Math.max(queued, until);
      // On the second day connections are taken, but there is no token.
      if (isBetween(began + DAY, began + 2 * DAY)) await withoutTokens(() => worker.pass());
      else await worker.pass();
      const { failures, due_time: due } = await world.connection(dealer);
      expect(Number(failures)).toBeGreaterThan(attempts);
      attempts = Number(failures);
      if (attempts % 200 === 10) costs.push(await cost(dealer));
      world.now = Number(due);
    }
    await world.queue(dealer, ...texts.slice(queued));
    costs.push(await cost(dealer));

    // Every five minutes, give or take what the random fifths do not level out.
    const regular = (DAYS * DAY) / (5 * MINUTE);
    expect(attempts).toBeGreaterThan(regular * 0.95);
    expect(attempts).toBeLessThan(regular * 1.05 + 10);
    expect(peer.posts).toHaveLength(0);
    const before = await world.messages(dealer);
    expect(before).toHaveLength(MESSAGES);
    expect(before[0]).toMatchObject({ state: 'queued', attemptCount: attempts });
    expect(new Set(before.slice(1).map(({ attemptCount }) => attemptCount))).toEqual(new Set([0]));
    // What waits behind the first message costs nothing.
    expect(Math.max(...costs)).toBeLessThanOrEqual((costs[0] ?? 0) + 40);

    await peer.comeBack();
    await worker.pass();
    expect(await expectAllInOrder(world, peer, dealer, texts)).toMatchObject({ repeated: 0 });
    expect(peer.tokenRequests.filter(({ isKnown }) => isKnown).length).toBeGreaterThan(0);
    const [left] = await world.mirror.query('SELECT count(*)::int AS lanes FROM message_lane');
    expect(left).toEqual({ lanes: 0 });
  },
  60_000 + MESSAGES * 30,
);

function isBetween(from: number, to: number): boolean {
  return world.now >= from && world.now < to;
}

async function withoutTokens(work: () => Promise<void>): Promise<void> {
  peer.behaveToken(() => 503);
  await peer.comeBack();
  await work();
  await peer.leave();
  peer.behaveToken(() => 'accept');
}

/** Blocks that are looked at to find the message whose turn it is, with statistics as they are soon. */
async function cost(dealer: string): Promise<number> {
  return world.mirror.database.withSession(async (session) => {
    await session.query('ANALYZE message, message_lane, crs_connection');
    await session.query('BEGIN');
    const blocks = async (sql: string, values: unknown[]) => {
      const { rows } = await session.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
        values,
      );
      const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? {};
      return (plan['Shared Hit Blocks'] ?? NaN) + (plan['Shared Read Blocks'] ?? NaN);
    };
    const later = new Date(world.now + DAY);
    const claim = await blocks(CLAIM, [1, later, 'test']);
    const next = await blocks(CLAIM_NEXT, [dealer, 'test']);
    await session.query('ROLLBACK');
    return claim + next;
  });
}
