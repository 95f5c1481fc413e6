import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { TestMirror } from '../../../test/support/test-mirror.js';
import { until } from '../../../test/support/until.js';
import { openClient } from '../../database/session.js';
import { FileStore } from '../../files/file.store.js';
import { QueueStore } from '../../queue/queue.store.js';
import { DealerBatches } from './dealer-batches.js';
import { IntakeStore } from './intake.store.js';
import { submissionOf } from './submission.js';

let mirror: TestMirror;
let batches: DealerBatches;
const open = new AbortController().signal;

beforeEach(async () => {
  mirror = await TestMirror.open();
  await mirror.addDealer('A000');
  await mirror.addDealer('B000');
  const { database } = mirror;
  const store = new IntakeStore(database, new QueueStore(database), new FileStore(database));
  batches = new DealerBatches(store);
  // The counter is there to be locked.
  await add('first');
});
afterEach(() => mirror.close());

const submission = (submittedMessageId: string, more?: string) =>
  submissionOf(
    {
      submittedMessageId,
      submittedTime: '2022-01-01T00:00:30Z',
      messageType: 'contract',
      customerNumber: '1',
      more,
    },
    'crs',
  );

const add = (id: string, { dealer = 'A000', signal = open, more = '' } = {}) =>
  batches.add(dealer, submission(id, more), signal);

/** Keeps the transactions of a dealer from going on, until it is ended. */
async function hold(): Promise<() => Promise<void>> {
  const holder = await openClient(mirror.database.url());
  await holder.query(`BEGIN; SELECT FROM dealer_counter WHERE dealer_code = 'A000' FOR UPDATE`);
  return () => holder.end();
}

const waits = () =>
  until(async () => {
    const sql = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    return (await mirror.query(sql)).length > 0;
  });

/** The messages of each transaction, in their order. */
async function transactions(): Promise<string[][]> {
  const rows = await mirror.query<{ ids: string[] }>(
    `SELECT array_agg(submitted_message_id ORDER BY sequence) AS ids FROM message
     WHERE dealer_code = 'A000' GROUP BY xmin::text ORDER BY min(sequence)`,
  );
  return rows.map(({ ids }) => ids);
}

it('what comes while a transaction is under way goes into the next one, in its order', async () => {
  const release = await hold();
  const one = add('1');
  await waits();
  const others = ['2', '3', '4'].map((id) => add(id));
  await add('B', { dealer: 'B000' });
  await release();
  await Promise.all([one, ...others]);
  expect(await transactions()).toEqual([['first'], ['1'], ['2', '3', '4']]);
});

it('a transaction has a bounded number of messages, and of bytes', async () => {
  const release = await hold();
  const one = add('1');
  await waits();
  const small = Array.from({ length: 100 }, (_, index) => add(`s${index}`));
  const large = Array.from({ length: 3 }, (_, index) =>
    add(`l${index}`, { more: 'x'.repeat(5_000_000) }),
  );
  await release();
  await Promise.all([one, ...small, ...large]);
  const lengths = (await transactions()).map((ids) => ids.length);
  expect(lengths).toEqual([1, 1, 64, 37, 1, 1]);
});

it('the same message twice at one moment is one, with one time', async () => {
  const release = await hold();
  const one = add('1');
  await waits();
  const same = [add('2'), add('3'), add('2'), add('2', { more: 'other' })];
  await release();
  const [a, , b] = await Promise.all(same);
  await one;
  expect(b).toEqual(a);
  expect(await transactions()).toEqual([['first'], ['1'], ['2', '3', '2']]);
  const reused = await mirror.query('SELECT FROM message WHERE reused_id');
  expect(reused).toHaveLength(1);
});

it('one that cannot be stored keeps none of the others from it', async () => {
  await mirror.query(`ALTER TABLE message ADD CHECK (submitted_message_id <> 'poison')`);
  const release = await hold();
  const one = add('1');
  await waits();
  const results = Promise.allSettled(['2', 'poison', '3'].map((id) => add(id)));
  await release();
  await one;
  expect((await results).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect((await transactions()).flat()).toEqual(['first', '1', '2', '3']);
  const lost = await mirror.query(`SELECT FROM dealer_counter WHERE name = 'inbound' AND last <> 4
    AND dealer_code = 'A000'`);
  expect(lost).toEqual([]);
});

it('one that nobody waits for any more is not stored', async () => {
  const release = await hold();
  const one = add('1');
  await waits();
  const gone = new AbortController();
  void add('2', { signal: gone.signal });
  const other = add('3');
  gone.abort();
  await release();
  await Promise.all([one, other]);
  expect((await transactions()).flat()).toEqual(['first', '1', '3']);
});
