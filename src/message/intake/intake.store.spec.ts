import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestMirror } from '../../../test/support/test-mirror.js';
import { FileStore } from '../../files/file.store.js';
import { QueueStore } from '../../queue/queue.store.js';
import { IntakeStore } from './intake.store.js';
import { submissionOf } from './submission.js';

let mirror: TestMirror;
let store: IntakeStore;

beforeAll(async () => {
  mirror = await TestMirror.open({ DATABASE_POOL_SIZE: '8' });
  const { database } = mirror;
  store = new IntakeStore(database, new QueueStore(database), new FileStore(database));
});
afterAll(() => mirror.close());

const submission = (submittedMessageId: string, customerNumber: string, images: object[] = []) =>
  submissionOf(
    {
      submittedMessageId,
      customerNumber,
      submittedTime: '2022-01-01T00:00:30Z',
      messageType: 'request',
      payload: { request: { localId: '1', properties: { images } } },
    },
    'crs',
  );

it('transactions of several nodes at one moment store each message once, and mark each id that is reused', async () => {
  await mirror.addDealer('A000');
  const image = (text: string) => ({
    filename: 'a',
    mimetype: 'b',
    contents: Buffer.from(text).toString('base64'),
  });
  // Each id comes with two bodies, each of them to eight nodes, some of them with files.
  const ids = Array.from({ length: 12 }, (_, index) => `id-${index}`);
  const standing = new Set<string>();
  const nodes = Array.from({ length: 8 }, async (_, node) => {
    for (const [index, id] of ids.entries()) {
      const images = index % 3 === 0 ? ['x', 'y', id].map(image) : [];
      const both = ['1', '2'].map((customer) => submission(id, customer, images));
      const [first, second] = await store.store('A000', node % 2 ? both : both.toReversed());
      for (const one of [first, second])
        expect(one).toEqual({ sequence: expect.any(Number), enqueuedTime: expect.any(Date) });
      standing.add(`${id} 1 ${(node % 2 ? first : second)?.sequence}`);
      standing.add(`${id} 2 ${(node % 2 ? second : first)?.sequence}`);
    }
  });
  await Promise.all(nodes);
  // Every node is told the same of a message, whoever stored it.
  expect(standing.size).toBe(ids.length * 2);
  const rows = await mirror.query<{ id: string; bodies: number; reused: number }>(
    `SELECT submitted_message_id AS id, count(*)::int AS bodies,
       count(*) FILTER (WHERE reused_id)::int AS reused
     FROM message WHERE dealer_code = 'A000' GROUP BY 1`,
  );
  expect(rows).toHaveLength(ids.length);
  expect(rows.filter(({ bodies, reused }) => bodies !== 2 || reused !== 1)).toEqual([]);
  const counters = await mirror.query(
    `SELECT last::int, (SELECT count(*)::int FROM message WHERE dealer_code = 'A000') AS messages
     FROM dealer_counter WHERE dealer_code = 'A000' AND name = 'inbound'`,
  );
  expect(counters).toEqual([{ last: ids.length * 2, messages: ids.length * 2 }]);
});

it.each([
  ['that was never looked at by ANALYZE', 'SELECT 1'],
  ['with statistics', 'ANALYZE message'],
])('a message is looked for by its key in a large table %s', async (_, prepare) => {
  await mirror.query('TRUNCATE message');
  await mirror.query(`UPDATE dealer_counter SET last = 30000 WHERE name = 'inbound'`);
  await mirror.query(
    `INSERT INTO message (dealer_code, direction, sequence, state, message_type, priority,
       submitted_message_id, submitted_time, digest, body, queue_key, enqueued_time,
       enqueued_client_id)
     SELECT 'A000', 'in', n, 'done', 'contract', 1, 'id-' || n, now(), sha256(n::text::bytea),
       '{}', 'k', now(), 'crs' FROM generate_series(1, 30000) AS n`,
  );
  await mirror.query(prepare);
  const before = await blocksRead();
  await store.store('A000', [submission('id-1', '1'), submission('id-15000', '1')]);
  // A few blocks of the indexes for each, where all of them has hundreds.
  expect((await blocksRead()) - before).toBeLessThan(120);
});

/** Blocks of the table and its indexes that this connection read so far: the pool gives the same one. */
async function blocksRead(): Promise<number> {
  const sql = `SELECT pg_stat_force_next_flush(), (heap_blks_read + heap_blks_hit + idx_blks_read +
    idx_blks_hit)::int AS blocks FROM pg_statio_user_tables WHERE relname = 'message'`;
  await mirror.query(sql);
  return (await mirror.query<{ blocks: number }>(sql))[0]?.blocks ?? NaN;
}
