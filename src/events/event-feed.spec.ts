import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import { TestMirror } from '../../test/support/test-mirror.js';
import { until } from '../../test/support/until.js';
import { inTransaction } from '../database/transaction.js';
import { Stopping } from '../http/load/stopping.js';
import { EventFeedService, type FeedPart } from './event-feed.service.js';
import { EventSignal } from './event-signal.js';
import { EventWatch } from './event-watch.js';
import { EventStore } from './event.store.js';

/** Counts the looks for waiters; everything else is the store's own. */
class CountingStore extends EventStore {
  looks = 0;

  override ends(dealerCodes: readonly string[]): Promise<Map<string, number>> {
    this.looks++;
    return super.ends(dealerCodes);
  }
}

let mirror: TestMirror;
let store: CountingStore;
let signal: EventSignal;
let watch: EventWatch;
let feed: EventFeedService;
let dealers = 0;
let dealer: string;

beforeAll(async () => {
  // Each of the writers below holds a connection.
  mirror = await TestMirror.open({ DATABASE_POOL_SIZE: '20' });
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`E${++dealers}`);
  store = new CountingStore(mirror.database);
  signal = new EventSignal();
  watch = new EventWatch(store, signal);
  feed = new EventFeedService(store, watch, new Stopping());
});

const stays = new AbortController().signal;

function append(client: Pick<ClientBase, 'query'>, ...names: string[]): Promise<void> {
  const events = names.map((name) => ({ type: 'load.published' as const, data: { name } }));
  return store.append(client, dealer, events);
}

const appendNow = (...names: string[]) =>
  inTransaction(mirror.database.pool, (client) => append(client, ...names));

function read(after: number, { limit = 100, wait = 0, gone = stays } = {}): Promise<FeedPart> {
  const caller = { clientId: 'c', name: 'c', scopes: new Set<never>(), dealers: [dealer] };
  return feed.read(caller, { after, limit, wait }, gone);
}

const names = ({ items }: FeedPart) => items.map(({ data }) => data['name']);

describe('the feed', () => {
  it('has what happened in the order of the commits, not in that of the beginnings', async () => {
    const { pool } = mirror.database;
    const [early, late] = [await pool.connect(), await pool.connect()];
    try {
      await early.query('BEGIN; SELECT 1');
      await late.query('BEGIN; SELECT 1');
      await append(late, 'late');
      const waiting = append(early, 'early');
      // Neither is there before the first of them is committed.
      expect(await read(0)).toEqual({ items: [], next: 0 });
      await late.query('COMMIT');
      await waiting;
      const first = await read(0);
      expect([names(first), first.next]).toEqual([['late'], 1]);
      await early.query('COMMIT');
      const second = await read(first.next);
      expect([names(second), second.next]).toEqual([['early'], 2]);
    } finally {
      early.release();
      late.release();
    }
  });

  it('has no gap where a transaction was rolled back', async () => {
    await appendNow('one');
    await expect(
      inTransaction(mirror.database.pool, async (client) => {
        await append(client, 'never');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await appendNow('two');
    const { items, next } = await read(0);
    expect(items.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(next).toBe(2);
  });

  it('gives at most what is asked for, and goes on where it stopped', async () => {
    await appendNow('one', 'two', 'three');
    const first = await read(0, { limit: 2 });
    expect([names(first), first.next]).toEqual([['one', 'two'], 2]);
    expect(names(await read(2, { limit: 2 }))).toEqual(['three']);
    expect(await read(3, { limit: 2 })).toEqual({ items: [], next: 3 });
  });

  it('refuses a sequence that it does not have: events would be missed', async () => {
    await appendNow('one');
    await expect(read(2)).rejects.toMatchObject({
      code: 'invalid-parameter',
      parameters: [{ name: 'after', reason: 'must not be after the end of the feed, 1' }],
    });
  });

  it('whoever writes when, readers miss none and see none twice', async () => {
    const [writers, transactions] = [8, 40];
    let committed = 0;
    let done = false;
    const write = async (writer: number) => {
      for (let n = 0; n < transactions; n++) {
        const count = Math.ceil(Math.random() * 3);
        const isRolledBack = Math.random() < 0.2;
        const work = inTransaction(mirror.database.pool, async (client) => {
          await delay(Math.random() * 4);
          await append(client, ...Array.from({ length: count }, (_, i) => `${writer}.${n}.${i}`));
          await delay(Math.random() * 4);
          if (isRolledBack) throw new Error('rolled back');
        });
        await work.then(
          () => (committed += count),
          () => undefined,
        );
        if (Math.random() < 0.3) signal.wake();
      }
    };
    const follow = async (limit: number) => {
      const seen: { sequence: number; name: unknown }[] = [];
      for (let after = 0; ;) {
        const wasDone = done;
        const { items, next } = await read(after, { limit, wait: wasDone ? 0 : 1 });
        seen.push(...items.map(({ sequence, data }) => ({ sequence, name: data['name'] })));
        after = next;
        if (wasDone && items.length === 0) return seen;
      }
    };
    const readers = [1, 7, 100, 1000].map(follow);
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    done = true;
    for (const seen of await Promise.all(readers)) {
      expect(seen.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: committed }, (_, index) => index + 1),
      );
      expect(new Set(seen.map(({ name }) => name)).size).toBe(committed);
    }
  });
});

describe('whoever waits', () => {
  it('is answered at once when this process appended', async () => {
    const answers = Array.from({ length: 50 }, () => read(0, { wait: 30 }));
    await until(() => watch.waiting === 50);
    const begin = performance.now();
    await appendNow('one');
    signal.wake();
    for (const answer of await Promise.all(answers)) expect(names(answer)).toEqual(['one']);
    expect(performance.now() - begin).toBeLessThan(400);
  });

  it('is answered soon when another one appended, and all of them cost one look at a time', async () => {
    const answers = Array.from({ length: 50 }, () => read(0, { wait: 30 }));
    await until(() => watch.waiting === 50);
    // Each reader looks once before it waits; from then on there is one look for all of them.
    const before = store.looks;
    const begin = performance.now();
    await until(() => store.looks >= before + 2);
    await appendNow('one');
    await Promise.all(answers);
    const halfSeconds = (performance.now() - begin) / 500;
    expect(store.looks - before).toBeLessThanOrEqual(Math.ceil(halfSeconds) + 1);
  });

  it('is answered with nothing when the time is over', async () => {
    expect(await read(0, { wait: 0.05 })).toEqual({ items: [], next: 0 });
    expect(watch.waiting).toBe(0);
  });

  it('is forgotten when gone', async () => {
    const client = new AbortController();
    const answer = read(0, { wait: 30, gone: client.signal });
    await until(() => watch.waiting === 1);
    client.abort();
    expect(await answer).toEqual({ items: [], next: 0 });
    expect(watch.waiting).toBe(0);
  });

  it('is answered at once when the server stops, and so is who comes afterwards', async () => {
    const answer = read(0, { wait: 30 });
    await until(() => watch.waiting === 1);
    await watch.onModuleDestroy();
    expect(await answer).toEqual({ items: [], next: 0 });
    expect(await read(0, { wait: 30 })).toEqual({ items: [], next: 0 });
  });

  it('waits for its own dealer only', async () => {
    const other = await mirror.addDealer(`E${++dealers}`);
    const answer = read(0, { wait: 30 });
    await until(() => watch.waiting === 1);
    const { looks } = store;
    await inTransaction(mirror.database.pool, (client) =>
      store.append(client, other, [{ type: 'load.held', data: {} }]),
    );
    signal.wake();
    await until(() => store.looks > looks);
    expect(watch.waiting).toBe(1);
    await appendNow('mine');
    signal.wake();
    expect(names(await answer)).toEqual(['mine']);
  });

  it('is told when the database cannot be read', async () => {
    const closed = await TestMirror.open();
    const itsWatch = new EventWatch(new EventStore(closed.database), signal);
    await closed.close();
    const wait = { dealerCode: 'X', after: 0, milliseconds: 30_000, gone: stays };
    await expect(itsWatch.wait(wait)).rejects.toThrow(/pool|connect/);
    expect(itsWatch.waiting).toBe(0);
  });
});
