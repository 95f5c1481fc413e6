import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestMirror } from '../../test/support/test-mirror.js';
import { MessageLogStore, type MessageLogFilter } from './message-log.store.js';
import { PullLogStore, type PullLogFilter } from './pull-log.store.js';

let mirror: TestMirror;
let pulls: PullLogStore;
let messages: MessageLogStore;

beforeAll(async () => {
  mirror = await TestMirror.open();
  for (const code of ['A000', 'B000', 'C000']) await mirror.addDealer(code);
  pulls = new PullLogStore(mirror.database);
  messages = new MessageLogStore(mirror.database);
  await mirror.query(PULLS);
  await mirror.query(MESSAGES);
  await mirror.query(SUBMISSIONS);
});
afterAll(() => mirror.close());

// Their names are the clients: what is to be found.
const PULLS = `
  INSERT INTO pull_record (dealer_code, client_id, request, started_time, last_time, endpoint,
    customers, pages, items, last_page, total_pages, failures, status, milliseconds, bytes)
  SELECT dealer, name, name, now() - age::interval, now() - age::interval, endpoint,
    ARRAY[customer], pages, 5, last_page, total_pages, failures, 200, 1, 1
  FROM (VALUES
    ('A000', 'long ago', '3 days', 'contract', '1', 3, 2, 3, 0),
    ('A000', 'broken off', '2 hours', 'contract', '1', 2, 1, 3, 1),
    ('A000', 'running', '1 minute', 'invoice', '2', 2, 1, 3, 0),
    ('A000', 'empty', '50 seconds', 'invoice', '3', 1, 0, 0, 0),
    ('A000', 'single', '40 seconds', 'customer', '2', 1, NULL, NULL, 0),
    ('A000', 'refused', '30 seconds', 'jobsite', '2', 0, NULL, NULL, 2),
    ('B000', 'other', '30 seconds', 'jobsite', '2', 1, 0, 1, 1))
    AS v (dealer, name, age, endpoint, customer, pages, last_page, total_pages, failures)`;

const MESSAGES = `
  INSERT INTO message (dealer_code, direction, sequence, state, message_type, priority,
    submitted_message_id, submitted_time, digest, body, queue_key, enqueued_time,
    enqueued_client_id, customer_number, error, crs_error)
  SELECT dealer, direction, n, state, 'contract', 1, direction || n, now(), '', '{}', 'k',
    now() - age::interval, 'crs', '1', error, crs_error
  FROM (VALUES
    ('A000', 'in', 1, 'done', '60 seconds', NULL, NULL),
    ('A000', 'in', 2, 'unmatched', '50 seconds', 'no such customer', NULL),
    ('A000', 'out', 1, 'done', '55 seconds', NULL, NULL),
    ('A000', 'out', 2, 'done', '45 seconds', NULL, '404 Request Not Found'),
    ('A000', 'out', 3, 'queued', '35 seconds', '503', NULL),
    ('B000', 'out', 1, 'parked', '35 seconds', '402', NULL))
    AS v (dealer, direction, n, state, age, error, crs_error)`;

const SUBMISSIONS = `
  INSERT INTO submission_record (dealer_code, record_id, time, client_id, request_id, status,
    message_type, customer_number, sequence, milliseconds, bytes)
  SELECT 'A000', id, now() - age::interval, 'crs', id, status, type, customer, sequence, 1, 1
  FROM (VALUES
    ('a', '60 seconds', 200, 'contract', '1', 1),
    ('b', '50 seconds', 200, 'contract', '1', 2),
    ('c', '40 seconds', 402, 'request', '2', NULL),
    ('d', '30 seconds', 200, 'contract', '1', 1))
    AS v (id, age, status, type, customer, sequence)`;

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR);

async function all<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const batch of batches) found.push(...batch);
  return found;
}

const pullsOf = async (filter: Partial<PullLogFilter> = {}, limit?: number) => {
  const entries = pulls.entries({ dealerCode: 'A000', since: ago(24), ...filter }, limit);
  return (await all(entries)).map(({ clientId, state }) => `${clientId}: ${state}`);
};

it('tells how each pull stands, the newest last', async () => {
  expect(await pullsOf()).toEqual([
    'broken off: unfinished',
    'running: underway',
    'empty: done',
    'single: done',
    'refused: failed',
  ]);
});

it.each<[string, Partial<PullLogFilter>, string[]]>([
  ['time', { since: ago(96), until: ago(1) }, ['long ago: done', 'broken off: unfinished']],
  ['client', { clientId: 'empty' }, ['empty: done']],
  ['customer', { customer: '2' }, ['running: underway', 'single: done', 'refused: failed']],
  ['endpoint', { endpoint: 'contract' }, ['broken off: unfinished']],
  ['failure', { failed: true }, ['broken off: unfinished', 'refused: failed']],
  ['dealer', { dealerCode: 'B000' }, ['other: done']],
])('finds pulls by %s', async (_name, filter, found) => {
  expect(await pullsOf(filter)).toEqual(found);
});

it('gives the newest so many, and sums up all', async () => {
  expect(await pullsOf({}, 2)).toEqual(['single: done', 'refused: failed']);
  expect(await pulls.summary({ dealerCode: 'A000', since: ago(24) })).toEqual({
    pulls: 5,
    pages: 6,
    items: 25,
    failures: 3,
    unfinished: 1,
  });
});

it('gives more than memory should hold some at a time, each of them once', async () => {
  await mirror.query(
    `INSERT INTO pull_record (dealer_code, client_id, request, started_time, last_time, endpoint,
       customers, pages, items, status, milliseconds, bytes)
     SELECT 'C000', 'crs', n::text, now() - make_interval(secs => n % 50), now(), 'customer', '{}',
       1, 1, 200, 1, 1 FROM generate_series(1, 2500) AS n`,
  );
  const sizes: number[] = [];
  const times: number[] = [];
  for await (const batch of pulls.entries({ dealerCode: 'C000', since: ago(1) })) {
    sizes.push(batch.length);
    times.push(...batch.map(({ startedTime }) => startedTime.getTime()));
  }
  expect(sizes).toEqual([1000, 1000, 500]);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

const messagesOf = async (filter: Partial<MessageLogFilter> = {}, limit?: number) => {
  const about = { dealerCode: 'A000', since: ago(24), directions: ['in', 'out'] as const };
  const entries = messages.entries({ ...about, ...filter }, limit);
  return (await all(entries)).map(
    ({ id, status, state }) => `${id ?? ''} ${status ?? ''} ${state ?? ''}`,
  );
};

it('gives the messages of both directions as they came, and what became of them', async () => {
  expect(await messagesOf()).toEqual([
    'in-1 200 done',
    'out-1  done',
    'in-2 200 unmatched',
    'out-2  done',
    ' 402 ',
    'out-3  queued',
    'in-1 200 done',
  ]);
  const about = { dealerCode: 'A000', since: ago(24), directions: ['in', 'out'] as const };
  expect(await messages.summary(about)).toEqual({
    submissions: 4,
    refused: 1,
    sent: 3,
    delivered: 2,
  });
});

it.each<[string, Partial<MessageLogFilter>, string[]]>([
  ['direction', { directions: ['out'] }, ['out-1  done', 'out-2  done', 'out-3  queued']],
  ['type', { messageType: 'request' }, [' 402 ']],
  ['customer', { customer: '2' }, [' 402 ']],
  ['failure', { failed: true }, ['in-2 200 unmatched', 'out-2  done', ' 402 ', 'out-3  queued']],
])('finds messages by %s', async (_name, filter, found) => {
  expect(await messagesOf(filter)).toEqual(found);
});

it('gives the newest so many messages', async () => {
  expect(await messagesOf({}, 2)).toEqual(['out-3  queued', 'in-1 200 done']);
});
