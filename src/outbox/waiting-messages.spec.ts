import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import { EFFORT } from '../../test/support/effort.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { until } from '../../test/support/until.js';
import { inTransaction } from '../database/transaction.js';
import { DecisionStore } from '../queue/decision.store.js';
import type { ClaimedMessage } from '../queue/message-record.js';
import { OutboundQueueStore } from '../queue/outbound-queue.store.js';
import { QueueStore } from '../queue/queue.store.js';
import type { Notification } from './notification.js';
import { OutboxService } from './outbox.service.js';

let mirror: TestMirror;
let queue: QueueStore;
let outbox: OutboxService;
const sender = new OutboundQueueStore();
const decisions = new DecisionStore();
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  mirror = await TestMirror.open({ DATABASE_POOL_SIZE: '20' });
  queue = new QueueStore(mirror.database);
  outbox = new OutboxService(queue);
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++dealers}`);
});

const transaction = <T>(work: (client: ClientBase) => Promise<T>) =>
  inTransaction(mirror.database.pool, work);

/** `contract 7`: the contracts of customer 7. */
function named(text: string): Notification {
  const [messageType, customerNumber] = text.split(' ') as [Notification['messageType'], string];
  return { messageType, customerNumber };
}

const enqueueIn = (client: ClientBase, ...texts: string[]) =>
  outbox.enqueueNotifications(client, dealer, texts.map(named));

/** What came of each: `1 added`, `1 merged`. */
const enqueue = async (...texts: string[]) =>
  (await transaction((client) => enqueueIn(client, ...texts))).map(
    ({ sequence, merged }) => `${sequence} ${merged ? 'merged' : 'added'}`,
  );

const claim = (waits = false) =>
  transaction((client) => sender.claimNext(client, dealer, 'the sender', { waits }));

async function claimed(): Promise<ClaimedMessage> {
  const message = await claim();
  if (!message) throw new Error('Nothing was claimed');
  return message;
}

const settle = (message: ClaimedMessage, state: 'done' | 'parked' = 'done') =>
  transaction((client) => queue.settle(client, message, { state }));

const key = (sequence: number) => ({ dealerCode: dealer, direction: 'out' as const, sequence });

describe('a notification', () => {
  it('is added when none waits', async () => {
    expect(await enqueue('contract 1', 'invoice 1', 'contract 2')).toEqual([
      '1 added',
      '2 added',
      '3 added',
    ]);
  });

  it('is merged with one that waits for the same customer and type', async () => {
    await enqueue('contract 1', 'contract 2');
    expect(await enqueue('contract 2', 'catalog 2', 'contract 1')).toEqual([
      '2 merged',
      '3 added',
      '1 merged',
    ]);
  });

  it('tells by which message it goes, be it merged or added', async () => {
    const [first] = await transaction((client) => enqueueIn(client, 'contract 1'));
    const [second] = await transaction((client) => enqueueIn(client, 'contract 1'));
    expect(second).toEqual({ ...first, merged: true });
    expect((await claimed()).submittedMessageId).toBe(first?.submittedMessageId);
  });

  it('counts once when it is named twice', async () => {
    expect(await enqueue('contract 1', 'contract 1', 'document 1')).toEqual(['1 added', '2 added']);
    expect(await enqueue('contract 1', 'contract 1')).toEqual(['1 merged']);
  });

  it('is added behind one that is under way, and there the next is merged', async () => {
    await enqueue('contract 1');
    const first = await claimed();
    expect(await enqueue('contract 1')).toEqual(['2 added']);
    expect(await enqueue('contract 1')).toEqual(['2 merged']);
    await settle(first);
    expect(await enqueue('contract 1')).toEqual(['2 merged']);
    expect((await claimed()).sequence).toBe(2);
  });

  it('is added behind one whose sender may be dead: else it might be settled yet', async () => {
    await enqueue('contract 1');
    const first = await claimed();
    await mirror.query(
      `UPDATE message_lane SET lease_until = now() - interval '1 h' WHERE dealer_code = $1`,
      [dealer],
    );
    expect(await enqueue('contract 1')).toEqual(['2 added']);
    await settle(first);
    expect((await claimed()).sequence).toBe(2);
  });

  it('is merged with one that could not be delivered and is tried again', async () => {
    await enqueue('contract 1');
    const first = await claimed();
    await transaction((client) => sender.giveBack(client, first, 'No answer'));
    expect(await enqueue('contract 1')).toEqual(['1 merged']);
  });

  it('is merged with one that is parked, and goes with it when that is replayed', async () => {
    await enqueue('contract 1');
    await settle(await claimed(), 'parked');
    expect(await enqueue('contract 1', 'contract 2')).toEqual(['1 merged', '2 added']);
    await transaction((client) => decisions.replay(client, key(1), 'somebody'));
    expect((await claimed()).sequence).toBe(1);
  });

  it.each(['delivered', 'dropped'])('is added after one that was %s', async (end) => {
    await enqueue('contract 1');
    if (end === 'delivered') await settle(await claimed());
    else await transaction((client) => decisions.drop(client, key(1), 'somebody', 'Not wanted'));
    expect(await enqueue('contract 1')).toEqual(['2 added']);
  });

  it('has nothing to do with messages of other dealers and from CRS', async () => {
    await enqueue('contract 1');
    const other = await mirror.addDealer(`${dealer}B`);
    const added = await transaction((client) =>
      outbox.enqueueNotifications(client, other, [named('contract 1')]),
    );
    expect(added).toMatchObject([{ sequence: 1, merged: false }]);
    await mirror.query(`UPDATE message_lane SET direction = 'in' WHERE dealer_code = $1`, [dealer]);
    expect(await enqueue('contract 1')).toEqual(['2 added']);
  });

  it('has the members of § Simple Real-Time Update and no others', async () => {
    await enqueue('document 001234');
    const { body, submittedMessageId } = await claimed();
    expect(JSON.parse(body)).toEqual({
      dealerCode: dealer,
      customerNumber: '001234',
      submittedMessageId,
      submittedTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      messageType: 'document',
    });
  });

  it('of none there is nothing to do', async () => {
    expect(await enqueue()).toEqual([]);
  });
});

describe('until the change is committed', () => {
  it('the message that speaks for it is not sent', async () => {
    await enqueue('contract 1');
    let order = '';
    let next: Promise<ClaimedMessage | undefined> | undefined;
    await transaction(async (client) => {
      await enqueueIn(client, 'contract 1');
      expect(await claim()).toBeUndefined();
      next = claim(true).finally(() => (order += ' claimed'));
      await lockAwaited();
      order += 'told';
    });
    expect((await next)?.sequence).toBe(1);
    expect(order).toBe('told claimed');
  });

  it('nothing is known of it: when it comes to nothing, what waited goes on', async () => {
    await enqueue('contract 1');
    const failing = transaction(async (client) => {
      await enqueueIn(client, 'contract 1', 'contract 2');
      expect(await claim()).toBeUndefined();
      throw new Error('It comes to nothing');
    });
    await expect(failing).rejects.toThrow('It comes to nothing');
    const first = await claimed();
    expect(first.sequence).toBe(1);
    await settle(first);
    expect(await claim()).toBeUndefined();
  });

  it('who else tells of it waits, and then merges', async () => {
    let second: Promise<string[]> | undefined;
    await transaction(async (client) => {
      await enqueueIn(client, 'contract 1');
      second = enqueue('contract 1');
      await lockAwaited();
    });
    expect(await second).toEqual(['1 merged']);
  });
});

it('one that is being settled at this moment counts for nothing more', async () => {
  await enqueue('contract 1');
  const first = await claimed();
  let second: Promise<string[]> | undefined;
  await transaction(async (client) => {
    await queue.settle(client, first, { state: 'done' });
    second = enqueue('contract 1');
    await lockAwaited();
  });
  expect(await second).toEqual(['2 added']);
  expect((await claimed()).sequence).toBe(2);
});

/** Waits until somebody waits for a lock. */
const lockAwaited = () =>
  until(async () => {
    const sql = `SELECT count(*)::int AS count FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return ((await mirror.query<{ count: number }>(sql))[0]?.count ?? 0) > 0;
  });

// More: CRS_TEST_EFFORT=20 npm test -- src/outbox/waiting-messages
it(
  'whatever happens at one time, of each change CRS hears after it can be seen',
  async () => {
    await mirror.query(
      'CREATE TABLE IF NOT EXISTS seen_change (key text PRIMARY KEY, version int)',
    );
    const keys = ['contract 1', 'invoice 1', 'contract 2', 'document 3'];
    const pulled = new Map<string, number>();
    const versions = async () =>
      new Map(
        (await mirror.query<{ key: string; version: number }>('SELECT * FROM seen_change')).map(
          ({ key: of, version }) => [of, version],
        ),
      );
    let changes = 0;
    const changers = { working: 4 };
    let merged = 0;

    /** Changes some keys in one transaction, and tells of them. */
    async function change(): Promise<void> {
      for (let n = 0; n < 25 * EFFORT; n++) {
        const some = keys.filter(() => Math.random() < 0.6);
        await transaction(async (client) => {
          const queued = await enqueueIn(client, ...some);
          merged += queued.filter((one) => one.merged).length;
          await client.query(
            `INSERT INTO seen_change SELECT key, 1 FROM unnest($1::text[]) AS key ORDER BY key
             ON CONFLICT (key) DO UPDATE SET version = seen_change.version + 1`,
            [some],
          );
          changes += some.length;
          if (Math.random() < 0.3) await delay(2);
        });
      }
      changers.working--;
    }

    /** Sends: now and then without success, so that it is parked, or given back. */
    async function send(): Promise<boolean> {
      const message = await claim(Math.random() < 0.5);
      if (!message) return false;
      const at = await versions();
      const luck = Math.random();
      if (luck < 0.15) await transaction((client) => sender.giveBack(client, message, 'No answer'));
      else if (luck < 0.3) {
        await settle(message, 'parked');
        await transaction((client) => decisions.replay(client, key(message.sequence), 'somebody'));
      } else {
        await settle(message);
        const of = message.queueKey.replace('/', ' ');
        pulled.set(of, at.get(of) ?? 0);
      }
      return true;
    }

    const changing = Promise.all(Array.from({ length: changers.working }, () => change()));
    while (changers.working > 0) await send();
    await changing;
    while (await send());
    expect(pulled).toEqual(await versions());
    expect(merged).toBeGreaterThan(changes / 10);
  },
  30_000 * EFFORT,
);

it('tens of thousands are told of with a few statements', async () => {
  const count = 5_000 * Math.min(EFFORT, 10);
  const many = Array.from({ length: count }, (_, n) => `contract ${n}`);
  let statements = 0;
  const counting = (client: ClientBase): ClientBase =>
    new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') statements++;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  const long = (...texts: string[]) =>
    mirror.database.withSession(async (session) => {
      await session.query('BEGIN');
      const queued = await enqueueIn(counting(session), ...texts);
      await session.query('COMMIT');
      return queued;
    });
  const added = await long(...many);
  const again = await long(...many, 'contract new');
  expect(added.filter(({ merged }) => !merged)).toHaveLength(count);
  expect(again.filter(({ merged }) => merged)).toHaveLength(count);
  expect(again.at(-1)).toMatchObject({ sequence: count + 1, merged: false });
  expect(statements).toBeLessThanOrEqual(8);
}, 60_000);
