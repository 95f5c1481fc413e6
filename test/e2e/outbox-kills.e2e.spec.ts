import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startChild, type Child } from '../support/child.js';
import { startCrsPeer, type CrsPeer, type PeerAnswer } from '../support/crs-peer.js';
import { EFFORT } from '../support/effort.js';
import { expectAllInOrder, textsOf } from '../support/outbox-arrivals.js';
import { OutboxWorld, textOf } from '../support/outbox-world.js';
import { until } from '../support/until.js';

// A hundred with: CRS_TEST_EFFORT=20 npm test -- test/e2e/outbox-kills
const KILLS = 5 * EFFORT;
const MESSAGES_BETWEEN = 40;
const KEYS = 4;
const ANSWER_MS = 2;

let world: OutboxWorld;
let peer: CrsPeer;
let sender: Child;

beforeAll(async () => {
  world = await OutboxWorld.open();
  peer = await startCrsPeer();
});
afterAll(async () => {
  await sender.kill();
  await peer.close();
  await world.close();
});

/** Tells its sessions in the database from those of the test. */
const NAME = 'sender-that-is-killed';

async function start(): Promise<Child> {
  const url = new URL(world.mirror.database.url());
  url.searchParams.set('application_name', NAME);
  const child = startChild('outbox-child.ts', url.href);
  expect(await child.line()).toBe('started');
  return child;
}

const random = (below: number) => Math.floor(Math.random() * below);

/** When the sender is killed. */
const POINTS = [
  'while it sends',
  'while CRS has a message and does not answer',
  'as CRS answers',
  'while its sessions in the database end',
] as const;

it(
  `no message is lost or out of order when the sender is killed ${KILLS} times in the middle of it`,
  async () => {
    const dealer = await world.addDealer(peer);
    const texts: string[] = [];
    let last: { readonly text: string; readonly answer: () => Promise<PeerAnswer> } | undefined;
    peer.behave(async (post) => {
      await delay(ANSWER_MS);
      if (textOf(post) !== last?.text) return 'accept';
      const { answer } = last;
      last = undefined;
      return answer();
    });
    sender = await start();
    for (let kill = 0; kill < KILLS; kill++) {
      const point = POINTS[kill % POINTS.length];
      const added = textsOf(MESSAGES_BETWEEN, KEYS, texts.length);
      texts.push(...added);
      const killed = once(sender.process, 'exit');
      const text = added[random(added.length)] ?? '';
      if (point === 'while CRS has a message and does not answer')
        last = { text, answer: () => end(0, 'hang') };
      if (point === 'as CRS answers') last = { text, answer: () => end(random(4), 'accept') };
      await world.queue(dealer, ...added);
      if (last === undefined) {
        // Not a wait for something: this is the random point.
        await delay(random(400));
        if (point === 'while its sessions in the database end') await endSessions();
        sender.process.kill('SIGKILL');
      }
      await killed;
      await endLeases();
      sender = await start();
    }
    await until(
      async () => {
        const messages = await world.messages(dealer);
        return messages.every(({ state }) => state === 'done');
      },
      60_000 + KILLS * 1_000,
    );
    const { repeated } = await expectAllInOrder(world, peer, dealer, texts);
    // Those that were on their way when the sender was killed.
    expect(repeated).toBeGreaterThanOrEqual(Math.floor(KILLS / POINTS.length));
    expect(repeated).toBeLessThanOrEqual(KILLS);
    expect(
      await world.mirror.query('SELECT FROM message_lane WHERE dealer_code = $1', [dealer]),
    ).toEqual([]);
  },
  120_000 + KILLS * 10_000,
);

/** Kills the sender so many milliseconds after its message is answered. */
async function end(milliseconds: number, answer: PeerAnswer): Promise<PeerAnswer> {
  setTimeout(() => sender.process.kill('SIGKILL'), milliseconds);
  return answer;
}

/** As when PostgreSQL is restarted. */
async function endSessions(): Promise<void> {
  await world.mirror.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
    [NAME],
  );
}

/** A quarter of a minute later. */
async function endLeases(): Promise<void> {
  await world.mirror.query('UPDATE crs_connection SET lease_until = clock_timestamp()');
  await world.mirror.query(
    'UPDATE message_lane SET lease_until = clock_timestamp() WHERE lease IS NOT NULL',
  );
}
