import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pullAnswer } from '../../test/support/pull-answers.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { newEntry } from './pull-entry.js';
import { PullRecordStore } from './pull-record.store.js';

let mirror: TestMirror;
let store: PullRecordStore;

beforeAll(async () => {
  // One connection: what it read is counted.
  mirror = await TestMirror.open({ DATABASE_POOL_SIZE: '1' });
  await mirror.addDealer('A000');
  store = new PullRecordStore(mirror.database);
  await mirror.query(
    `INSERT INTO pull_record (dealer_code, client_id, request, started_time, last_time, endpoint,
       customers, pages, items, status, milliseconds, bytes)
     SELECT 'A000', 'crs', n::text, now() - make_interval(secs => n % 100), now(), 'contract', '{}',
       1, 1, 200, 1, 1 FROM generate_series(1, 30000) AS n`,
  );
});
afterAll(() => mirror.close());

const entries = (page: number) =>
  Array.from({ length: 20 }, (_, index) =>
    newEntry(pullAnswer(page, { customers: [`${index}`], time: Date.now() - 10_000 + page })),
  );

it.each([
  ['that was never looked at by ANALYZE', 'SELECT 1'],
  ['with statistics', 'ANALYZE pull_record'],
])('the row of a pull is found by its key in a large table %s', async (_, prepare) => {
  await mirror.query(prepare);
  await store.write(entries(0));
  const before = await blocksRead();
  // As often as it takes for PostgreSQL to keep its plan.
  for (let page = 1; page <= 8; page++) await store.write(entries(page));
  // A few blocks for each of them, where all of the table has hundreds.
  expect(((await blocksRead()) - before) / (8 * 20)).toBeLessThan(25);
});

/** Blocks of the table and its indexes that the connection read so far. */
async function blocksRead(): Promise<number> {
  const sql = `SELECT pg_stat_force_next_flush(), (heap_blks_read + heap_blks_hit + idx_blks_read +
    idx_blks_hit)::int AS blocks FROM pg_statio_user_tables WHERE relname = 'pull_record'`;
  await mirror.query(sql);
  return (await mirror.query<{ blocks: number }>(sql))[0]?.blocks ?? NaN;
}
