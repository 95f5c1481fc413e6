import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startChild, type Child } from '../support/child.js';
import { EFFORT } from '../support/effort.js';
import { until } from '../support/until.js';
import { startReceiver, verifyPost, type WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookWorld } from '../support/webhook-world.js';

// More: CRS_TEST_EFFORT=10 npm test -- test/e2e/webhooks-kills
const KILLS = 3 * EFFORT;
const EVENTS_BETWEEN = 7;

let world: WebhookWorld;
let receiver: WebhookReceiver;
let worker: Child;

beforeAll(async () => {
  world = await WebhookWorld.open();
  receiver = await startReceiver();
});
afterAll(async () => {
  await worker.kill();
  await receiver.close();
  await world.close();
});

async function start(): Promise<Child> {
  const child = startChild('webhook-child.ts', world.mirror.database.url());
  expect(await child.line()).toBe('started');
  return child;
}

it(
  `no event is lost when the process that delivers is killed ${KILLS} times in the middle of it`,
  async () => {
    const caller = await world.addDealer();
    const [dealer = ''] = caller.dealers;
    const { secret, id } = await world.webhooks.add(caller, undefined, { url: receiver.url });
    const hangs = new Set<number>();
    receiver.behave(({ event }) => {
      if (!hangs.delete(event.sequence)) return 200;
      return new Promise(() => undefined);
    });
    const killedAt: number[] = [];
    worker = await start();
    for (let kill = 0; kill < KILLS; kill++) {
      const first = kill * EVENTS_BETWEEN + 1;
      const at = first + Math.floor(Math.random() * EVENTS_BETWEEN);
      hangs.add(at);
      killedAt.push(at);
      const names = Array.from({ length: EVENTS_BETWEEN }, (_, index) => `${first + index}`);
      await world.append(dealer, 'chain.message', ...names);
      await until(() => receiver.open() === 1 && receiver.posts.at(-1)?.event.sequence === at);
      await worker.kill();
      worker = await start();
      // A minute later.
      await world.mirror.query('UPDATE webhook SET lease_until = clock_timestamp()');
      await until(async () => {
        const { after } = await world.webhooks.get(caller, { webhookId: id, dealer });
        return after === first + EVENTS_BETWEEN - 1;
      });
    }
    const total = KILLS * EVENTS_BETWEEN;
    const expected = Array.from({ length: total }, (_, index) => index + 1);
    const twice = [...expected, ...killedAt].sort((a, b) => a - b);
    expect(receiver.posts.map(({ event }) => event.sequence)).toEqual(twice);
    const ids = new Set(receiver.posts.map((post) => post.headers['webhook-id']));
    expect(ids.size).toBe(total);
    for (const post of receiver.posts) verifyPost(post, secret);
    expect(receiver.mostOpen()).toBe(1);
  },
  120_000 * EFFORT,
);
