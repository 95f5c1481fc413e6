import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  isSignedBy,
  startReceiver,
  verifyPost,
  type WebhookReceiver,
} from '../../test/support/webhook-receiver.js';
import { until } from '../../test/support/until.js';
import { WebhookWorld } from '../../test/support/webhook-world.js';
import type { Caller } from '../auth/caller.js';
import { DeliveryLogClock } from './delivery-log.clock.js';
import type { WebhookBody, WebhookPatch } from './webhooks.dto.js';
import type { WebhookWorker } from './webhook.worker.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const query = { page: 0, items: 100 };

let world: WebhookWorld;
let worker: WebhookWorker;
let receiver: WebhookReceiver;
let caller: Caller;
const started: WebhookWorker[] = [];
const receivers: WebhookReceiver[] = [];

beforeAll(async () => {
  // What is logged of failures is no news here.
  Logger.overrideLogger(false);
  world = await WebhookWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  worker = world.worker();
  receiver = await receive();
  caller = await world.addDealer();
});
afterEach(async () => {
  for (const one of receivers.splice(0)) await one.close();
  await Promise.all(started.splice(0).map((one) => one.stop()));
  // What one test leaves behind is no business of the next one's worker.
  await world.mirror.query('UPDATE webhook SET state = $1', ['paused']);
});

/** An endpoint that is closed after the test. */
async function receive(path?: string): Promise<WebhookReceiver> {
  const another = await startReceiver(path);
  receivers.push(another);
  return another;
}

const dealer = () => caller.dealers[0] ?? '';
const append = (...names: string[]) => world.append(dealer(), 'chain.message', ...names);
const names = (of = receiver) => of.posts.map(({ event }) => event.data['name']);

function add(body: Partial<WebhookBody> = {}) {
  return world.webhooks.add(caller, undefined, { url: receiver.url, ...body });
}

const named = ({ id }: { id: string }) => ({ webhookId: id, dealer: undefined });
const get = (webhook: { id: string }) => world.webhooks.get(caller, named(webhook));
const change = (webhook: { id: string }, patch: WebhookPatch) =>
  world.webhooks.change(caller, named(webhook), patch);

async function log(webhook: { id: string }) {
  const { items } = await world.webhooks.deliveries(caller, named(webhook), query);
  return items.toReversed();
}

function start(): WebhookWorker {
  const another = world.worker();
  started.push(another);
  another.start();
  return another;
}

describe('an event', () => {
  it('is posted as JSON with its dealer, signed so that the library verifies it', async () => {
    const { secret, id } = await add();
    await append('one');
    await worker.pass();
    const [post] = receiver.posts;
    expect(post).toMatchObject({
      method: 'POST',
      path: '/hook',
      headers: { 'content-type': 'application/json', 'webhook-id': `${id}_1` },
    });
    expect(post && verifyPost(post, secret)).toEqual({
      dealer: dealer(),
      sequence: 1,
      type: 'chain.message',
      time: expect.stringMatching(/Z$/),
      data: { name: 'one' },
    });
    const other = await add();
    expect(post && isSignedBy(post, other.secret)).toBe(false);
  });

  it('that happened before the webhook was registered is not posted', async () => {
    await append('before');
    await add();
    await append('after');
    await worker.pass();
    expect(names()).toEqual(['after']);
  });

  it('that happened before is posted when it is asked for', async () => {
    await append('one', 'two', 'three');
    await add({ after: 1 });
    await worker.pass();
    expect(names()).toEqual(['two', 'three']);
  });

  it('of a type that is not wanted is passed over', async () => {
    const webhook = await add({ eventTypes: ['load.held'] });
    await append('one', 'two');
    await world.append(dealer(), 'load.held', 'three');
    await append('four');
    await worker.pass();
    expect(names()).toEqual(['three']);
    expect((await get(webhook)).after).toBe(4);
  });

  it('of another dealer is not posted', async () => {
    await add();
    const other = await world.addDealer();
    await world.append(other.dealers[0] ?? '', 'chain.message', 'theirs');
    await append('ours');
    await worker.pass();
    expect(names()).toEqual(['ours']);
  });

  it('is posted once, however often it is looked', async () => {
    await add();
    await append('one', 'two');
    await worker.pass();
    await worker.pass();
    await world.worker().pass();
    expect(names()).toEqual(['one', 'two']);
  });

  it('is posted in its turn, of hundreds', async () => {
    const webhook = await add();
    const all = Array.from({ length: 250 }, (_, index) => `${index}`);
    await append(...all);
    await worker.pass();
    expect(names()).toEqual(all);
    expect(await get(webhook)).toMatchObject({ after: 250, failures: 0 });
  });
});

describe('an event that could not be delivered', () => {
  it('is tried again with the same id, and those after it wait', async () => {
    const webhook = await add();
    await append('one', 'two', 'three');
    let failures = 0;
    receiver.behave(({ event }) => (event.sequence === 2 && ++failures <= 3 ? 500 : 200));
    await worker.pass();
    expect(names()).toEqual(['one', 'two']);
    expect(await get(webhook)).toMatchObject({ after: 1, failures: 1, state: 'active' });
    await worker.pass();
    expect(receiver.posts).toHaveLength(2);
    for (const wait of [6 * SECOND, 36 * SECOND, 144 * SECOND]) {
      world.pass(wait);
      await worker.pass();
    }
    expect(names()).toEqual(['one', 'two', 'two', 'two', 'two', 'three']);
    const ids = receiver.posts.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids.slice(1, 5)).size).toBe(1);
    expect(receiver.posts.every((post) => isSignedBy(post, webhook.secret))).toBe(true);
    expect(await get(webhook)).toMatchObject({ after: 3, failures: 0 });
  });

  it('is tried after 5 s, 30 s, 2 min, 10 min, and then every 30 min, give or take a fifth', async () => {
    const webhook = await add();
    await append('one');
    receiver.behave(() => 503);
    for (const seconds of [5, 30, 120, 600, 1800, 1800, 1800]) {
      await worker.pass();
      const { nextAttemptTime = '' } = await get(webhook);
      const wait = (Date.parse(nextAttemptTime) - world.now) / SECOND;
      expect(wait).toBeGreaterThanOrEqual(0.8 * seconds - 0.001);
      expect(wait).toBeLessThanOrEqual(1.2 * seconds + 0.001);
      world.pass(wait * SECOND - 1);
      const before = receiver.posts.length;
      await worker.pass();
      expect(receiver.posts).toHaveLength(before);
      world.pass(1);
    }
  });

  it('is tried when the endpoint asks for it, if that is later', async () => {
    const webhook = await add();
    await append('one');
    receiver.behave(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
    await worker.pass();
    expect(Date.parse((await get(webhook)).nextAttemptTime ?? '')).toBe(world.now + 60 * MINUTE);
    receiver.behave(() => ({ status: 503, headers: { 'retry-after': '999999' } }));
    world.pass(60 * MINUTE);
    await worker.pass();
    expect(Date.parse((await get(webhook)).nextAttemptTime ?? '')).toBe(world.now + DAY);
  });

  it.each([
    [
      { status: 301, headers: { location: '/elsewhere' } },
      'answered 301: redirects are not followed',
    ],
    [304, 'answered 304: redirects are not followed'],
    [400, 'answered 400'],
    [500, 'answered 500'],
  ])('is one that was answered %p', async (answer, error) => {
    const webhook = await add();
    await append('one');
    receiver.behave(() => answer);
    await worker.pass();
    expect(await log(webhook)).toMatchObject([{ number: 1, delivered: false, error }]);
    expect(receiver.posts).toHaveLength(1);
  });

  it('and may be one that was not answered', async () => {
    const webhook = await add({ url: `${receiver.url}?token=s3cr3t` });
    await append('one');
    receiver.behave(() => new Promise(() => undefined));
    await world.worker({ timeoutMs: 150 }).pass();
    await receiver.close();
    world.pass(10 * SECOND);
    await worker.pass();
    const entries = await log(webhook);
    expect(entries).toMatchObject([
      { delivered: false, error: 'no answer within 0.15 seconds' },
      { delivered: false, error: expect.stringMatching(/ECONNREFUSED/) },
    ]);
    expect(entries[0]).not.toHaveProperty('status');
    expect(JSON.stringify(entries)).not.toContain('s3cr3t');
  });
});

describe('a webhook', () => {
  it('has a log of its deliveries, the newest first and in pages', async () => {
    const webhook = await add();
    await append('one', 'two');
    let posts = 0;
    receiver.behave(() => (++posts === 1 ? 500 : 200));
    await worker.pass();
    world.pass(10 * SECOND);
    await worker.pass();
    const page = await world.webhooks.deliveries(caller, named(webhook), { page: 0, items: 2 });
    expect(page).toMatchObject({
      items: [
        { number: 3, sequence: 2, delivered: true, status: 200 },
        { number: 2, sequence: 1, delivered: true, status: 200 },
      ],
      totalElements: 3,
      totalPages: 2,
    });
    expect((await log(webhook))[0]).toMatchObject({
      number: 1,
      sequence: 1,
      delivered: false,
      status: 500,
      error: 'answered 500',
      milliseconds: expect.any(Number),
    });
  });

  it('is paused when it failed for three days in a row, and not before', async () => {
    const webhook = await add();
    await append('one');
    receiver.behave(() => 500);
    const begin = world.now;
    while (world.now - begin < 3 * DAY) {
      await worker.pass();
      expect((await get(webhook)).state).toBe('active');
      world.pass(36 * MINUTE);
    }
    await worker.pass();
    expect(await get(webhook)).toMatchObject({
      state: 'paused',
      reason: 'All deliveries failed for three days',
      after: 0,
    });
    const { length } = receiver.posts;
    world.pass(DAY);
    await worker.pass();
    expect(receiver.posts).toHaveLength(length);
  });

  it('is not paused when one delivery succeeded within the three days', async () => {
    const webhook = await add();
    await append('one', 'two');
    const begin = world.now;
    receiver.behave(({ event }) =>
      event.sequence === 1 && world.now - begin > 2 * DAY ? 200 : 500,
    );
    while (world.now - begin < 4 * DAY) {
      await worker.pass();
      world.pass(36 * MINUTE);
    }
    expect(await get(webhook)).toMatchObject({ state: 'active', after: 1 });
  });

  it('is paused at once when it answers that it is gone', async () => {
    const webhook = await add();
    await append('one');
    receiver.behave(() => 410);
    await worker.pass();
    expect(await get(webhook)).toMatchObject({
      state: 'paused',
      reason: 'The endpoint answered 410: it is gone',
    });
  });

  it('that is resumed goes on where it stopped, at once and with three days before it', async () => {
    const webhook = await add();
    await append('one');
    receiver.behave(() => 410);
    await worker.pass();
    await append('two');
    receiver.behave(() => 500);
    world.pass(5 * DAY);
    const resumed = await change(webhook, { state: 'active' });
    expect(resumed).toMatchObject({ state: 'active', failures: 0 });
    expect(resumed).not.toHaveProperty('reason');
    await worker.pass();
    expect(await get(webhook)).toMatchObject({ state: 'active', failures: 1 });
    receiver.behave(() => 200);
    await change(webhook, { state: 'active' });
    await worker.pass();
    expect(names()).toEqual(['one', 'one', 'one', 'two']);
  });

  it('that its owner pauses gets nothing, and everything afterwards', async () => {
    const webhook = await add();
    const paused = await change(webhook, { state: 'paused' });
    expect(paused).toMatchObject({ state: 'paused', reason: 'Paused by client test' });
    await append('one');
    await worker.pass();
    expect(receiver.posts).toEqual([]);
    await change(webhook, { state: 'active' });
    await worker.pass();
    expect(names()).toEqual(['one']);
  });

  it('posts again what came after an event, with the same ids', async () => {
    const webhook = await add();
    await append('one', 'two', 'three');
    await worker.pass();
    await world.webhooks.replay(caller, named(webhook), 1);
    await worker.pass();
    expect(names()).toEqual(['one', 'two', 'three', 'two', 'three']);
    const ids = receiver.posts.map(({ headers }) => headers['webhook-id']);
    expect(ids.slice(3)).toEqual(ids.slice(1, 3));
  });

  it('that is set back while an event is posted goes on from where it was set', async () => {
    const webhook = await add();
    await append('one', 'two', 'three');
    let replayed = false;
    receiver.behave(async ({ event }) => {
      if (event.sequence === 3 && !replayed) {
        replayed = true;
        await world.webhooks.replay(caller, named(webhook), 0);
      }
      return 200;
    });
    await worker.pass();
    expect(names()).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
    expect(receiver.mostOpen()).toBe(1);
  });

  it('that is changed while an event is posted is posted to as it is now', async () => {
    const second = await receive('/second');
    const webhook = await add();
    await append('one', 'two');
    receiver.behave(async () => {
      await change(webhook, { url: second.url });
      return 200;
    });
    await worker.pass();
    expect([names(), names(second)]).toEqual([['one'], ['two']]);
  });

  it('that is removed or paused while an event is posted gets no other one', async () => {
    const [removed, paused] = [await add(), await add()];
    await append('one', 'two');
    receiver.behave(async ({ headers }) => {
      if (String(headers['webhook-id']).startsWith(removed.id))
        await world.webhooks.remove(caller, named(removed));
      else await change(paused, { state: 'paused' });
      return 200;
    });
    await worker.pass();
    expect(names()).toEqual(['one', 'one']);
    expect(await get(paused)).toMatchObject({ state: 'paused', after: 1 });
    await expect(get(removed)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('whose secret is rotated is signed with both for a day, then with the new one', async () => {
    const webhook = await add();
    const { secret } = await world.webhooks.rotate(caller, named(webhook));
    expect(secret).not.toBe(webhook.secret);
    await append('one');
    await worker.pass();
    world.pass(DAY);
    await append('two');
    await worker.pass();
    expect(receiver.posts.map((post) => isSignedBy(post, secret))).toEqual([true, true]);
    expect(receiver.posts.map((post) => isSignedBy(post, webhook.secret))).toEqual([true, false]);
  });

  it('is stored with its secret encrypted', async () => {
    const { secret, id } = await add();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const [row] = await world.mirror.query<{ secret: Buffer }>(
      'SELECT secret FROM webhook WHERE webhook_id = $1',
      [id],
    );
    expect(row?.secret.toString('latin1')).not.toContain(secret.slice(6, 20));
    expect(JSON.stringify(await get({ id }))).not.toContain('whsec');
  });

  it('whose secret cannot be decrypted fails, and says why', async () => {
    const [broken, other] = [await add(), await add()];
    await world.mirror.query('UPDATE webhook SET secret = $1 WHERE webhook_id = $2', [
      Buffer.alloc(60, 1),
      broken.id,
    ]);
    await append('one');
    await worker.pass();
    expect(await log(broken)).toMatchObject([{ error: expect.stringMatching(/SECRETS_KEY/) }]);
    expect(await get(other)).toMatchObject({ after: 1 });
  });
});

describe('several webhooks', () => {
  it('do not wait for one that is slow, nor for one that is dead', async () => {
    const slow = await receive('/slow');
    let release = () => undefined as void;
    slow.behave(() => new Promise((resolve) => (release = () => resolve(200))));
    await add({ url: slow.url });
    await add({ url: 'http://127.0.0.1:9/' });
    await add();
    await append('one', 'two', 'three');
    start();
    await until(() => receiver.posts.length === 3);
    await until(() => slow.open() === 1);
    release();
    await until(() => slow.posts.length === 2);
    slow.behave(() => 200);
    release();
    await until(() => slow.posts.length === 3);
  });

  it('are posted to sixteen at a time', async () => {
    let release = () => undefined as void;
    const gate = new Promise<void>((resolve) => (release = resolve));
    receiver.behave(() => gate.then(() => 200));
    for (let count = 0; count < 40; count++) await add();
    await append('one');
    start();
    await until(() => receiver.open() === 16);
    release();
    await until(() => receiver.posts.length === 40);
    expect(receiver.mostOpen()).toBe(16);
  });
});

describe('several workers', () => {
  it('post each event once, in its order, and one at a time', async () => {
    const three = await Promise.all([1, 2, 3].map((n) => receive(`/${n}`)));
    for (const one of three) {
      await add({ url: one.url });
      one.behave(() => (Math.random() < 0.5 ? 200 : Promise.resolve(204)));
    }
    const workers = [start(), start(), start()];
    expect(workers).toHaveLength(3);
    const all = Array.from({ length: 120 }, (_, index) => `${index}`);
    for (const name of all) await append(name);
    for (const one of three) {
      await until(() => one.posts.length >= all.length);
      expect(names(one)).toEqual(all);
      expect(one.mostOpen()).toBe(1);
    }
  });

  it('leave a webhook alone while another one is at it', async () => {
    let release = () => undefined as void;
    receiver.behave(() => new Promise((resolve) => (release = () => resolve(200))));
    const webhook = await add();
    await append('one');
    const first = worker.pass();
    await until(() => receiver.open() === 1);
    await world.worker().pass();
    await world.worker().pass();
    expect(receiver.posts).toHaveLength(1);
    release();
    await first;
    expect(await get(webhook)).toMatchObject({ after: 1 });
  });

  it('take over from one that was not heard of for a minute, which then writes nothing down', async () => {
    let release = () => undefined as void;
    receiver.behave(() => new Promise((resolve) => (release = () => resolve(200))));
    const webhook = await add();
    await append('one', 'two');
    const lost = worker.pass();
    await until(() => receiver.open() === 1);
    const letGo = release;
    const [lease] = await world.mirror.query<{ seconds: number }>(
      `SELECT extract(epoch FROM lease_until - clock_timestamp())::float8 AS seconds
       FROM webhook WHERE webhook_id = $1`,
      [webhook.id],
    );
    expect(lease?.seconds).toBeGreaterThan(50);
    expect(lease?.seconds).toBeLessThanOrEqual(60);
    // A minute later.
    await world.mirror.query('UPDATE webhook SET lease_until = clock_timestamp()');
    receiver.behave(() => 200);
    await world.worker().pass();
    expect(names()).toEqual(['one', 'one', 'two']);
    letGo();
    await lost;
    expect(await get(webhook)).toMatchObject({ after: 2 });
    expect((await log(webhook)).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(receiver.posts[0]?.headers['webhook-id']).toBe(receiver.posts[1]?.headers['webhook-id']);
  });
});

describe('a worker that stops', () => {
  it('ends with the event at hand, and begins with no other', async () => {
    let release = () => undefined as void;
    receiver.behave(() => new Promise((resolve) => (release = () => resolve(200))));
    const webhook = await add();
    await append('one', 'two');
    const stopping = start();
    await until(() => receiver.open() === 1);
    const stopped = stopping.stop();
    release();
    await stopped;
    expect(names()).toEqual(['one']);
    expect(await get(webhook)).toMatchObject({ after: 1 });
    receiver.behave(() => 200);
    await world.worker().pass();
    expect(names()).toEqual(['one', 'two']);
  });

  it('gives up what does not end, so that another one posts it at once', async () => {
    receiver.behave(() => new Promise(() => undefined));
    const webhook = await add();
    await append('one');
    const stopping = start();
    await until(() => receiver.open() === 1);
    const begin = performance.now();
    await stopping.stop();
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect(await log(webhook)).toEqual([]);
    receiver.behave(() => 200);
    await world.worker().pass();
    expect(names()).toEqual(['one', 'one']);
    expect(await get(webhook)).toMatchObject({ after: 1, failures: 0 });
  });
});

it('deliveries are forgotten after thirty days', async () => {
  const webhook = await add();
  await append('one', 'two');
  await worker.pass();
  await world.mirror.query(
    `UPDATE webhook_delivery SET time = clock_timestamp() - interval '30 days 1 minute'
     WHERE webhook_id = $1 AND number = 1`,
    [webhook.id],
  );
  await new DeliveryLogClock(world.mirror.database).tick();
  expect((await log(webhook)).map(({ number }) => number)).toEqual([2]);
});
