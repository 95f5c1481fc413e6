import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startChild } from '../support/child.js';
import { connectDealer } from '../support/connect.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { EFFORT } from '../support/effort.js';
import { expectAllInOrder, textsOf } from '../support/outbox-arrivals.js';
import { OutboxWorld, textOf } from '../support/outbox-world.js';
import { startNodes } from '../support/process-nodes.js';
import { until } from '../support/until.js';

// More: CRS_TEST_EFFORT=10 npm test -- test/e2e/outbox-nodes
const MESSAGES = 500 * EFFORT;
const KEYS = 20;
const PARTS = 10;

let world: OutboxWorld;
let peer: CrsPeer;
let dealer: string;

beforeAll(async () => {
  world = await OutboxWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.now = Date.now();
  peer = await startCrsPeer();
  dealer = await world.addDealer(peer);
});
afterEach(() => peer.close());

const delivered = async (code: string, number: number) => {
  const [row] = await world.mirror.query<{ done: number }>(
    `SELECT count(*)::int AS done FROM message WHERE dealer_code = $1 AND state = 'done'`,
    [code],
  );
  return row?.done === number;
};

it(
  'two servers send one at a time and in order, with one token for both',
  async () => {
    // More dealers than senders, so that dealers go from one server to the other.
    const dealers = [dealer, await world.addDealer(peer), await world.addDealer(peer)];
    const workers = [1, 2].map(() => world.worker({ senders: 1, clock: Date.now }));
    const texts: string[] = [];
    let answered = 0;
    peer.behave(() => {
      if (++answered % 700 === 0) peer.revokeTokens();
      return 'accept';
    });
    const add = async (number: number) => {
      const more = textsOf(number, KEYS, texts.length);
      texts.push(...more);
      for (const one of dealers) await world.queue(one, ...more);
    };
    // More than go out in one turn; and then others, while the ones before are being sent.
    await add(MESSAGES / 2);
    for (const worker of workers) worker.start();
    for (let part = 0; part < PARTS; part++) await add(MESSAGES / 2 / PARTS);
    for (const one of dealers) await until(() => delivered(one, MESSAGES), 60_000 * EFFORT);
    await Promise.all(workers.map((worker) => worker.stop()));
    for (const one of dealers) {
      expect(await expectAllInOrder(world, peer, one, texts)).toMatchObject({ repeated: 0 });
    }
    const ways = new Set(peer.posts.map(({ message, port }) => `${message.dealerCode} ${port}`));
    expect(ways.size).toBeGreaterThan(dealers.length);
    // Each token that was asked for was used: none was asked for twice at one time.
    const used = new Set(peer.posts.map(({ headers }) => headers.authorization));
    expect(peer.tokenRequests).toHaveLength(used.size);
    expect(used.size).toBeLessThanOrEqual(dealers.length * (1 + answered / 700));
  },
  120_000 * EFFORT,
);

it('a server that freezes in the middle of an exchange changes nothing when it goes on', async () => {
  const child = startChild('outbox-child.ts', world.mirror.database.url());
  try {
    expect(await child.line()).toBe('started');
    let answer: () => void = () => undefined;
    const held = new Promise<'accept'>((resolve) => (answer = () => resolve('accept')));
    let posts = 0;
    peer.behave(() => (++posts === 1 ? held : 'accept'));
    const texts = textsOf(6, 2);
    await world.queue(dealer, ...texts);
    await until(() => peer.open(dealer) === 1);
    child.process.kill('SIGSTOP');
    // A quarter of a minute later.
    await world.mirror.query('UPDATE crs_connection SET lease_until = clock_timestamp()');
    await world.worker().pass();
    expect(await delivered(dealer, texts.length)).toBe(true);
    expect(peer.posts.map(textOf)).toEqual(['k0: 0', ...texts]);
    const state = () =>
      world.mirror.query(
        `SELECT m.*, c.failures, c.last_error FROM message m
           JOIN crs_connection c USING (dealer_code)
         WHERE dealer_code = $1 ORDER BY sequence`,
        [dealer],
      );
    const before = await state();
    answer();
    child.process.kill('SIGCONT');
    await until(() => peer.open(dealer) === 0);
    // It is at work again, with what comes next; what it had in its hands is as it was.
    await world.queue(dealer, 'k0: 6');
    await until(() => delivered(dealer, 7));
    expect(peer.posts.at(-1)?.port).toBe(peer.posts[0]?.port);
    expect((await state()).slice(0, -1)).toEqual(before);
  } finally {
    await child.kill();
  }
});

it('server processes send one at a time and in order, also when two of three are killed', async () => {
  const nodes = await startNodes({ CRS_ALLOW_PRIVATE: 'on' });
  try {
    const code = await nodes.addDealer('A000');
    await connectDealer(nodes.server, code, peer);
    const served = OutboxWorld.on(nodes.server.database);
    const texts = textsOf(600, KEYS);
    let taken = 0;
    peer.behave(() => {
      taken += 1;
      // What it has in its hands waits until its lease has ended.
      if (taken === 150)
        for (const { process } of nodes.nodes) process.end('SIGKILL').catch(() => undefined);
      return 'accept';
    });
    await served.queue(code, ...texts);
    await until(async () => {
      const messages = await served.messages(code);
      return messages.every(({ state }) => state === 'done');
    }, 60_000);
    const { repeated } = await expectAllInOrder(served, peer, code, texts);
    expect(repeated).toBeLessThanOrEqual(1);
    expect(peer.tokenRequests).toHaveLength(1);
  } finally {
    await nodes.close();
  }
}, 120_000);
