import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import { queuedMessage } from '../../test/support/queued-message.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { inTransaction } from '../database/transaction.js';
import { DecisionStore } from './decision.store.js';
import type { ClaimedMessage, NewMessage } from './message-record.js';
import { QueueStore } from './queue.store.js';

const decisions = new DecisionStore();
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

const settle = (claimed: ClaimedMessage, state: 'done' | 'parked' | 'unmatched') =>
  transaction((client) => queue.settle(client, claimed, { state }));

const keyOf = (sequence: number) => ({ dealerCode: dealer, direction: 'in', sequence }) as const;

const replay = (sequence: number) =>
  transaction((client) => decisions.replay(client, keyOf(sequence), 'Pat'));

const drop = (sequence: number) =>
  transaction((client) => decisions.drop(client, keyOf(sequence), 'Pat', 'Of no use'));

const claim = () => queue.claim('in', 10);

async function first(): Promise<ClaimedMessage> {
  const [message] = await claim();
  if (!message) throw new Error('Nothing was claimed');
  return message;
}

const ids = (messages: ClaimedMessage[]) => messages.map((one) => one.submittedMessageId);

it('a parked message is tried again, with its attempts counted anew, before those of its key', async () => {
  await add(queuedMessage('a1', 'a'), queuedMessage('a2', 'a'));
  await settle(await first(), 'parked');
  expect(await claim()).toEqual([]);
  await replay(1);
  const again = await first();
  expect(again).toMatchObject({ submittedMessageId: 'a1', attemptCount: 1 });
  await settle(again, 'done');
  expect(ids(await claim())).toEqual(['a2']);
});

it('a message that was matched has the customer that it was matched with', async () => {
  await add(queuedMessage('a1', 'a', { customerNumber: 'Unknown' }));
  await settle(await first(), 'unmatched');
  await transaction((client) => decisions.replay(client, keyOf(1), 'Pat', 'C2'));
  expect(await first()).toMatchObject({ submittedMessageId: 'a1', customerNumber: 'C2' });
});

it('a parked message that is dropped lets those of its key go on', async () => {
  await add(queuedMessage('a1', 'a'), queuedMessage('a2', 'a'));
  await settle(await first(), 'parked');
  await drop(1);
  expect(ids(await claim())).toEqual(['a2']);
  const rows = await mirror.query(
    `SELECT state, decided_by AS by, decided_reason AS reason FROM message
     WHERE dealer_code = $1 AND sequence = 1`,
    [dealer],
  );
  expect(rows).toEqual([{ state: 'dropped', by: 'Pat', reason: 'Of no use' }]);
});

it('a message that waits behind others can be dropped, and is passed over', async () => {
  await add(queuedMessage('a1', 'a'), queuedMessage('a2', 'a'), queuedMessage('a3', 'a'));
  await drop(2);
  await settle(await first(), 'done');
  expect(ids(await claim())).toEqual(['a3']);
});

it('a message that is being handled cannot be dropped', async () => {
  await add(queuedMessage('a1', 'a'));
  await first();
  await expect(drop(1)).rejects.toMatchObject({ code: 'not-allowed-now' });
});

it('a settled message can be neither replayed nor dropped', async () => {
  await add(queuedMessage('a1', 'a'));
  await settle(await first(), 'done');
  await expect(replay(1)).rejects.toMatchObject({ code: 'not-allowed-now' });
  await expect(drop(1)).rejects.toMatchObject({ code: 'not-allowed-now' });
});

it('one that waits for its turn cannot be replayed', async () => {
  await add(queuedMessage('a1', 'a'));
  await expect(replay(1)).rejects.toMatchObject({
    code: 'not-allowed-now',
    extensions: { state: 'queued' },
  });
});

it('there is nothing to decide about a message that is not there', async () => {
  await expect(replay(7)).rejects.toMatchObject({ code: 'not-found' });
  await expect(drop(7)).rejects.toMatchObject({ code: 'not-found' });
});
