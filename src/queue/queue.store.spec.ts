import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import { queuedMessage } from '../../test/support/queued-message.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { inTransaction } from '../database/transaction.js';
import type { ClaimedMessage, NewMessage } from './message-record.js';
import { QueueStore } from './queue.store.js';

let mirror: TestMirror;
let queue: QueueStore;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
  queue = new QueueStore(mirror.database);
});
afterAll(() => mirror.close());
beforeEach(async () => {
  await mirror.query('DELETE FROM message_lane', []);
  dealer = await mirror.addDealer(`D${++dealers}`);
});

const transaction = <T>(work: (client: ClientBase) => Promise<T>) =>
  inTransaction(mirror.database.pool, work);

const add = (...messages: NewMessage[]) =>
  transaction((client) => queue.enqueue(client, dealer, 'in', messages));

const claim = async (most = 10) =>
  (await queue.claim('in', most)).filter(({ dealerCode }) => dealerCode === dealer);

const done = (claimed: ClaimedMessage) =>
  transaction((client) => queue.settle(client, claimed, { state: 'done' }));

const ids = (messages: ClaimedMessage[]) => messages.map((one) => one.submittedMessageId);

it('messages of one key come one after the other, those of different keys together', async () => {
  await add(queuedMessage('a1', 'a'), queuedMessage('a2', 'a'), queuedMessage('b1', 'b'));
  const first = await claim();
  expect(ids(first)).toEqual(['a1', 'b1']);
  expect(await claim()).toEqual([]);
  for (const one of first) await done(one);
  expect(ids(await claim())).toEqual(['a2']);
});

it('numbers messages of a dealer and direction from 1, in their order', async () => {
  const first = await add(queuedMessage('1', 'a'), queuedMessage('2', 'b'));
  const second = await add(queuedMessage('3', 'a'));
  expect([...first, ...second].map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
});

it('a higher priority goes first among the heads of keys, never inside one', async () => {
  await add(
    queuedMessage('a1', 'a'),
    queuedMessage('a2', 'a', { priority: 9 }),
    queuedMessage('b1', 'b', { priority: 5 }),
  );
  const [first] = await claim(1);
  expect(first?.submittedMessageId).toBe('b1');
  const [second] = await claim(1);
  expect(second?.submittedMessageId).toBe('a1');
  if (second) await done(second);
  expect(ids(await claim(1))).toEqual(['a2']);
});

it('a message that is put off holds its key only', async () => {
  await add(queuedMessage('a1', 'a'), queuedMessage('a2', 'a'), queuedMessage('b1', 'b'));
  const [a1, b1] = await claim();
  if (a1) await queue.postpone(a1, 'It did not work', 60);
  if (b1) await done(b1);
  expect(await claim()).toEqual([]);
  await mirror.query(`UPDATE message_lane SET due_time = now() WHERE dealer_code = $1`, [dealer]);
  const [again] = await claim();
  expect(again).toMatchObject({ submittedMessageId: 'a1', attemptCount: 2 });
});

it('what a process had claimed that died is claimed again, and its settling comes to nothing', async () => {
  await add(queuedMessage('a1', 'a'), queuedMessage('a2', 'a'));
  const [lost] = await claim();
  await mirror.query(
    `UPDATE message_lane SET lease_until = now() - interval '1 s' WHERE dealer_code = $1`,
    [dealer],
  );
  const [taken] = await claim();
  expect(taken?.submittedMessageId).toBe('a1');
  if (!lost || !taken) throw new Error('Nothing was claimed');
  await expect(done(lost)).rejects.toMatchObject({ code: 'message-lost' });
  await done(taken);
  await expect(done(taken)).rejects.toMatchObject({ code: 'message-lost' });
  expect(ids(await claim())).toEqual(['a2']);
});

it('a parked message holds its key, and nothing else', async () => {
  await add(queuedMessage('a1', 'a'), queuedMessage('a2', 'a'), queuedMessage('b1', 'b'));
  const [a1] = await claim();
  if (!a1) throw new Error('Nothing was claimed');
  await transaction((client) => queue.settle(client, a1, { state: 'parked', error: 'No' }));
  await add(queuedMessage('a3', 'a'));
  expect(await claim()).toEqual([]);
  const rows = await mirror.query(
    'SELECT state, error FROM message WHERE dealer_code = $1 AND sequence = 1',
    [dealer],
  );
  expect(rows).toEqual([{ state: 'parked', error: 'No' }]);
});

it('a message that is added while the last of its key is settled is not forgotten', async () => {
  await add(queuedMessage('a1', 'a'));
  const [a1] = await claim();
  if (!a1) throw new Error('Nothing was claimed');
  let adding: Promise<unknown> = Promise.resolve();
  await transaction(async (client) => {
    await queue.settle(client, a1, { state: 'done' });
    adding = add(queuedMessage('a2', 'a'));
    await client.query('SELECT 1');
  });
  await adding;
  expect(ids(await claim())).toEqual(['a2']);
});

it('a lane is not ended while a message is being added to it', async () => {
  await add(queuedMessage('a1', 'a'));
  const [a1] = await claim();
  if (!a1) throw new Error('Nothing was claimed');
  let settling: Promise<unknown> = Promise.resolve();
  await transaction(async (client) => {
    await queue.enqueue(client, dealer, 'in', [queuedMessage('a2', 'a')]);
    settling = done(a1);
    await client.query('SELECT 1');
  });
  await settling;
  expect(ids(await claim())).toEqual(['a2']);
});

it('the queues of the two directions know nothing of each other', async () => {
  await transaction((client) => queue.enqueue(client, dealer, 'out', [queuedMessage('o1', 'a')]));
  expect(await claim()).toEqual([]);
  expect(ids(await queue.claim('out', 10))).toEqual(['o1']);
});

it('the next message of a key is found by its key, in a large table without statistics, too', async () => {
  await mirror.query(
    `INSERT INTO message (dealer_code, direction, sequence, state, message_type, priority,
       submitted_message_id, submitted_time, digest, body, queue_key, enqueued_time,
       enqueued_client_id)
     SELECT $1, 'in', n, CASE WHEN n > 20000 THEN 'queued' ELSE 'done' END, 'contract', 1, n::text,
       now(), sha256(n::text::bytea), '{}', 'k' || n, now(), 'crs' FROM generate_series(1, 30000) AS n`,
    [dealer],
  );
  await mirror.query(`INSERT INTO dealer_counter VALUES ($1, 'inbound', 30000)`, [dealer]);
  await add(queuedMessage('a1', 'a'), queuedMessage('a2', 'a'));
  const [a1] = await claim();
  if (!a1) throw new Error('Nothing was claimed');
  const read = await transaction(async (client) => {
    const before = await rowsRead(client);
    await queue.settle(client, a1, { state: 'done' });
    return (await rowsRead(client)) - before;
  });
  expect(read).toBeLessThan(10);
  expect(ids(await claim())).toEqual(['a2']);
});

/** Rows of the table that this connection read so far. */
async function rowsRead(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(
    `SELECT (seq_tup_read + idx_tup_fetch)::int AS rows FROM pg_stat_xact_user_tables
     WHERE relname = 'message'`,
  );
  return rows[0]?.rows ?? NaN;
}
