import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { Logger } from '@nestjs/common';
import { startCrsPeer, type CrsPeer } from '../../../test/support/crs-peer.js';
import { OutboxWorld, textOf } from '../../../test/support/outbox-world.js';
import { until } from '../../../test/support/until.js';
import { inTransaction } from '../../database/transaction.js';
import { DecisionStore } from '../../queue/decision.store.js';

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

const SECOND = 1000;
const pass = () => world.worker().pass();
const sent = () => peer.posts.map(textOf);
const states = async () =>
  (await world.messages(dealer)).map(({ state, attemptCount }) => `${state} ${attemptCount}`);
const change = (set: string, ...values: unknown[]) =>
  world.mirror.query(`UPDATE crs_connection SET ${set} WHERE dealer_code = $1`, [
    dealer,
    ...values,
  ]);

/** Milliseconds until the connection is due. */
async function wait(): Promise<number> {
  const { due_time: due } = (await world.connection(dealer)) as { due_time: Date };
  return due.getTime() - world.now;
}

it('sends what waits in its order, with one token', async () => {
  await world.queue(dealer, 'a: one', 'b: two', 'a: three');
  await pass();
  expect(peer.taken.map(textOf)).toEqual(['a: one', 'b: two', 'a: three']);
  expect(peer.tokenRequests).toHaveLength(1);
  const messages = await world.messages(dealer);
  expect(
    messages.map(({ state, outcome, attemptCount }) => [state, outcome, attemptCount]),
  ).toEqual(Array.from({ length: 3 }, () => ['done', 'delivered', 1]));
  expect(messages[0]?.crsEnqueuedTime).toBeInstanceOf(Date);
});

it('sends a message as it is stored, as JSON and with the token', async () => {
  await world.queue(dealer, 'a: ü 🚜');
  await pass();
  const [post] = peer.posts;
  expect(post?.headers).toMatchObject({
    'content-type': 'application/json',
    authorization: expect.stringMatching(/^Bearer /),
  });
  expect(post?.body).toBe((await world.messages(dealer))[0]?.body);
});

it('sends those of a higher priority first', async () => {
  await world.queue(dealer, 'a: one', 'b: two');
  await world.mirror.query(
    `UPDATE message_lane SET priority = 2 WHERE dealer_code = $1 AND queue_key = 'b'`,
    [dealer],
  );
  await pass();
  expect(sent()).toEqual(['b: two', 'a: one']);
});

describe('a message that is being added', () => {
  /** A transaction that adds messages, one call after the other. */
  const adding = (work: (add: (text: string) => Promise<unknown>) => Promise<void>) =>
    inTransaction(world.mirror.database.pool, (client) =>
      work((text) => {
        const [queueKey = ''] = text.split(':');
        const about = { messageType: 'request' as const, customerNumber: 'C1' };
        const payload = { request: { text } };
        return world.outbox.enqueue(client, dealer, [{ ...about, queueKey, payload }]);
      }),
    );

  async function isBlocked(): Promise<boolean> {
    const rows = await world.mirror.query(
      `SELECT FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return rows.length > 0;
  }

  it('lets none of another key go first', async () => {
    await world.queue(dealer, 'a: 1', 'b: 2');
    let passing: Promise<void> | undefined;
    await adding(async (add) => {
      await add('a: 3');
      passing = pass();
      await until(isBlocked);
      expect(sent()).toEqual([]);
    });
    await passing;
    expect(sent()).toEqual(['a: 1', 'b: 2', 'a: 3']);
  });

  it('nor when the message before is written down; and neither waits for the other', async () => {
    await world.queue(dealer, 'a: 1', 'b: 2', 'c: 3');
    const { held, end } = hold();
    peer.behave((post) => (textOf(post) === 'a: 1' ? held : 'accept'));
    const passing = pass();
    await until(() => peer.open(dealer) === 1);
    await adding(async (add) => {
      // The key of the next message, and then that of the one that is written down.
      await add('b: 4');
      end();
      await until(async () => (await states())[0] === 'done 1' || (await isBlocked()));
      await add('a: 5');
      expect(sent()).toEqual(['a: 1']);
    });
    await passing;
    expect(sent()).toEqual(['a: 1', 'b: 2', 'c: 3', 'b: 4', 'a: 5']);
    expect(await states()).toEqual(Array.from({ length: 5 }, () => 'done 1'));
  });
});

/** An answer that is given when the test says so. */
function hold() {
  let end: () => void = () => undefined;
  const held = new Promise<'accept'>((resolve) => (end = () => resolve('accept')));
  return { held, end: () => end() };
}

describe('after a failure', () => {
  it('waits 0, 5, 15, 60, 120, 300, 300 … seconds, each give or take a fifth', async () => {
    await world.queue(dealer, 'a: one');
    peer.behave(() => 500);
    await pass();
    for (const [index, seconds] of [5, 15, 60, 120, 300, 300, 300].entries()) {
      const milliseconds = await wait();
      expect(milliseconds).toBeGreaterThanOrEqual(seconds * 0.8 * SECOND);
      expect(milliseconds).toBeLessThanOrEqual(seconds * 1.2 * SECOND);
      // At once, and after each wait; not before.
      world.pass(milliseconds - 1);
      await pass();
      expect(peer.posts).toHaveLength(2 + index);
      world.pass(1);
      await pass();
      expect(peer.posts).toHaveLength(3 + index);
    }
    expect(await world.connection(dealer)).toMatchObject({ failures: 9 });
    peer.behave(() => 'accept');
    world.pass(360 * SECOND);
    await pass();
    expect(await states()).toEqual(['done 10']);
    expect(new Set(peer.posts.map(({ body }) => body)).size).toBe(1);
    // The next failure is the first again.
    peer.behave(() => 500);
    await world.queue(dealer, 'a: two');
    await pass();
    expect(await world.connection(dealer)).toMatchObject({ failures: 2 });
  });

  it.each([
    ['seconds', () => '90', 90 * SECOND],
    ['a date', () => new Date(world.now + 90 * SECOND).toUTCString(), 90 * SECOND],
    ['more than a day', () => '1000000', 24 * 3600 * SECOND],
  ])('obeys Retry-After as %s', async (_name, header, expected) => {
    world.now = Math.ceil(world.now / SECOND) * SECOND;
    await world.queue(dealer, 'a: one');
    peer.behave(() => ({ status: 429, headers: { 'retry-after': header() } }));
    await pass();
    expect(peer.posts).toHaveLength(1);
    expect(await wait()).toBe(expected);
  });

  it.each(['0', '-5', 'soon', 'Mon, 05 Apr 2021 10:00:00 GMT'])(
    'waits as long as without it for Retry-After: %s',
    async (header) => {
      await world.queue(dealer, 'a: one');
      peer.behave(() => ({ status: 503, headers: { 'retry-after': header } }));
      await pass();
      expect(peer.posts).toHaveLength(2);
      expect(await wait()).toBeGreaterThanOrEqual(4 * SECOND);
      expect(await wait()).toBeLessThanOrEqual(6 * SECOND);
    },
  );

  it('obeys Retry-After of the token endpoint', async () => {
    await world.queue(dealer, 'a: one');
    peer.behaveToken(() => ({ status: 503, headers: { 'retry-after': '700' } }));
    await pass();
    expect(await wait()).toBe(700 * SECOND);
  });

  it('is tried at once after the connection was changed', async () => {
    await world.queue(dealer, 'a: one');
    peer.behave(() => 500);
    await pass();
    peer.behave(() => 'accept');
    await change(`failures = 0, due_time = $2`, new Date(world.now));
    await pass();
    expect(await states()).toEqual(['done 3']);
  });

  it('keeps what was changed while the attempt was under way', async () => {
    await world.queue(dealer, 'a: one');
    await change(`failures = 4`);
    let answers = 0;
    peer.behave(async () => {
      if (answers++ > 0) return 'accept';
      await change(`failures = 0, due_time = $2`, new Date(world.now));
      return 500;
    });
    await pass();
    expect(await states()).toEqual(['done 2']);
  });
});

describe('a message that CRS refuses', () => {
  const decisions = new DecisionStore();
  const key = (sequence: number) => ({ dealerCode: dealer, direction: 'out', sequence }) as const;
  const replay = (sequence: number) =>
    inTransaction(world.mirror.database.pool, (client) =>
      decisions.replay(client, key(sequence), 'Pat'),
    );
  const drop = (sequence: number) =>
    inTransaction(world.mirror.database.pool, (client) =>
      decisions.drop(client, key(sequence), 'Pat', 'not needed'),
    );

  beforeEach(async () => {
    await world.queue(dealer, 'a: 1', 'a: 2', 'b: 3');
    peer.behave((post) => (textOf(post) === 'a: 1' ? 402 : 'accept'));
    await pass();
    expect(await states()).toEqual(['parked 1', 'queued 0', 'done 1']);
  });

  it('keeps its key waiting, however often it is looked', async () => {
    await world.queue(dealer, 'a: 4', 'c: 5');
    world.pass(3600 * SECOND);
    await pass();
    expect(sent()).toEqual(['a: 1', 'b: 3', 'c: 5']);
    // Nothing is left to send: the connection is not even claimed.
    expect(await world.connection(dealer)).toMatchObject({ lease: null, failures: 0 });
  });

  it('goes out again with its id and bytes when it is replayed, and the others after it', async () => {
    peer.behave(() => 'accept');
    await replay(1);
    await pass();
    expect(sent()).toEqual(['a: 1', 'b: 3', 'a: 1', 'a: 2']);
    expect(peer.posts[2]?.body).toBe(peer.posts[0]?.body);
    expect(await states()).toEqual(['done 1', 'done 1', 'done 1']);
  });

  it('is parked again when it is refused again', async () => {
    await replay(1);
    await pass();
    expect(sent()).toEqual(['a: 1', 'b: 3', 'a: 1']);
    expect(await states()).toEqual(['parked 1', 'queued 0', 'done 1']);
  });

  it('lets its key go on when it is dropped', async () => {
    await drop(1);
    await pass();
    expect(sent()).toEqual(['a: 1', 'b: 3', 'a: 2']);
    expect(await states()).toEqual(['dropped 1', 'done 1', 'done 1']);
  });

  it('is not dropped while it is under way', async () => {
    await replay(1);
    let dropped: Promise<unknown> = Promise.resolve();
    peer.behave(async (post): Promise<'accept'> => {
      if (textOf(post) === 'a: 1') {
        dropped = drop(1).catch((error: unknown) => error);
        await dropped;
      }
      return 'accept';
    });
    await pass();
    expect(await dropped).toMatchObject({ code: 'not-allowed-now' });
    expect(await states()).toEqual(['done 1', 'done 1', 'done 1']);
  });
});

describe('a connection that is paused', () => {
  it('ends after the message under way, and goes on when it is resumed', async () => {
    await world.queue(dealer, 'a: 1', 'b: 2');
    peer.behave(async (): Promise<'accept'> => {
      await change(`state = 'paused'`);
      return 'accept';
    });
    await pass();
    await pass();
    expect(await states()).toEqual(['done 1', 'queued 0']);
    expect(await world.connection(dealer)).toMatchObject({ lease: null, state: 'paused' });
    await change(`state = 'active'`);
    await pass();
    expect(await states()).toEqual(['done 1', 'done 1']);
  });

  it('keeps a message whose attempt failed meanwhile', async () => {
    await world.queue(dealer, 'a: 1');
    peer.behave(async () => {
      await change(`state = 'paused'`);
      return 500;
    });
    await pass();
    expect(peer.posts).toHaveLength(1);
    expect(await states()).toEqual(['queued 1']);
  });
});

it('sends nothing to a connection that was removed while a message was under way', async () => {
  await world.queue(dealer, 'a: 1', 'a: 2');
  peer.behave(async (): Promise<'accept'> => {
    await world.mirror.query('DELETE FROM crs_connection WHERE dealer_code = $1', [dealer]);
    return 'accept';
  });
  await pass();
  expect(sent()).toEqual(['a: 1']);
});

describe('CRS’s clock', () => {
  it.each([
    [301, true],
    [-301, true],
    [290, false],
  ])('%s seconds ahead: told, and warned about: %s', async (seconds, isWarned) => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    peer.aheadBy(seconds * SECOND);
    await world.queue(dealer, 'a: 1');
    world.now = Date.now();
    await change('due_time = $2', new Date(world.now));
    await pass();
    const { clock_drift_ms: drift, delivered_time: delivered } = await world.connection(dealer);
    expect(Math.abs(Number(drift) - seconds * SECOND)).toBeLessThan(1_000);
    expect(delivered).toEqual(new Date(world.now));
    const warnings = warn.mock.calls.filter(([about]) => 'clockDriftSeconds' in Object(about));
    expect(warnings).toHaveLength(isWarned ? 1 : 0);
    warn.mockRestore();
  });
});

it('logs what it does without secrets, tokens and contents', async () => {
  const said: unknown[] = [];
  const spies = (['log', 'warn', 'error'] as const).map((level) =>
    jest.spyOn(Logger.prototype, level).mockImplementation((...words) => said.push(words)),
  );
  await world.queue(dealer, 'a: private', 'b: private', 'c: private');
  let failures = 0;
  peer.behave((post) => {
    const echo = { status: 500, body: `${post.headers.authorization}` };
    if (textOf(post).startsWith('b')) return { ...echo, status: 400 };
    return textOf(post).startsWith('c') && failures++ === 0 ? echo : 'accept';
  });
  await pass();
  for (const spy of spies) spy.mockRestore();
  const text = JSON.stringify(said);
  for (const event of ['Delivered a message', 'it is parked', 'it is tried again'])
    expect(text).toContain(event);
  expect(text).not.toContain('private');
  expect(text).not.toContain('s3cret-of-the-dealer');
  for (const { headers } of peer.posts)
    expect(text).not.toContain(String(headers.authorization).replace('Bearer ', ''));
  expect((await world.messages(dealer))[1]?.error).toBe('CRS answered 400: Bearer ***');
});

it('parks a message whose file is missing, without sending it', async () => {
  const contents = { fileId: 'x'.repeat(43), size: 4 };
  await inTransaction(world.mirror.database.pool, (client) =>
    world.outbox.enqueue(client, dealer, [
      {
        messageType: 'message',
        customerNumber: 'C1',
        queueKey: 'a',
        payload: { message: { images: [{ contents }] } },
      },
    ]),
  );
  await world.queue(dealer, 'b: 2');
  await pass();
  expect(sent()).toEqual(['b: 2']);
  expect((await world.messages(dealer))[0]).toMatchObject({
    state: 'parked',
    error: `Its file ${contents.fileId} is not stored`,
  });
});
