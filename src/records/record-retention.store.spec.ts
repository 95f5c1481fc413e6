import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestMirror } from '../../test/support/test-mirror.js';
import { RecordRetentionStore } from './record-retention.store.js';

let mirror: TestMirror;
let store: RecordRetentionStore;

beforeAll(async () => {
  mirror = await TestMirror.open();
  for (const code of ['A000', 'B000']) await mirror.addDealer(code);
  store = new RecordRetentionStore(mirror.database);
});
afterAll(() => mirror.close());

/** Records of both dealers, one for each hour of the last so many. */
async function fill(hours: number): Promise<void> {
  await mirror.query('TRUNCATE pull_record, submission_record');
  await mirror.query(
    `INSERT INTO pull_record (dealer_code, client_id, request, started_time, last_time, endpoint,
       pages, items, status, milliseconds, bytes)
     SELECT d, 'crs', n::text, now() - make_interval(hours => n), now(), 'contract', 1, 1, 200, 1, 1
     FROM unnest(ARRAY['A000', 'B000']) AS d, generate_series(1, ${hours}) AS n`,
  );
  await mirror.query(
    `INSERT INTO submission_record (dealer_code, record_id, time, client_id, request_id, status,
       milliseconds, bytes)
     SELECT dealer_code, request, started_time, 'crs', 'r', 200, 1, 1 FROM pull_record`,
  );
}

async function left(): Promise<number[]> {
  const [row] = await mirror.query<{ pulls: number; submissions: number; old: number }>(
    `SELECT (SELECT count(*)::int FROM pull_record) AS pulls,
       (SELECT count(*)::int FROM submission_record) AS submissions,
       (SELECT count(*)::int FROM pull_record WHERE started_time < now() - interval '2 days') AS old`,
  );
  return [row?.pulls ?? -1, row?.submissions ?? -1, row?.old ?? -1];
}

it('forgets what is older than that, batch by batch, and nothing else', async () => {
  await fill(100);
  expect(await store.forget(2, 7)).toBe(4 * (100 - 47));
  expect(await left()).toEqual([94, 94, 0]);
  expect(await store.forget(2, 7)).toBe(0);
});

it('is done by several servers at one time, and each record is forgotten once', async () => {
  await fill(500);
  const counts = await Promise.all([1, 2, 3].map(() => store.forget(2, 20)));
  const others = await store.forget(2);
  expect(counts.reduce((sum, count) => sum + count, others)).toBe(4 * (500 - 47));
  expect(await left()).toEqual([94, 94, 0]);
});

it('waits for nobody who has a record locked', async () => {
  await fill(50);
  const holder = await mirror.database.session();
  await holder.query(`BEGIN; SELECT FROM pull_record WHERE request = '50' FOR UPDATE`);
  expect(await store.forget(2)).toBe(4 * 3 - 2);
  await holder.end();
  expect(await store.forget(2)).toBe(2);
});

it('finds what is old by an index', async () => {
  await fill(5_000);
  await mirror.query('ANALYZE pull_record');
  const plan = await mirror.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT client_id FROM pull_record WHERE dealer_code = 'A000'
       AND started_time < now() - make_interval(days => 200) ORDER BY started_time LIMIT 5000
     FOR UPDATE SKIP LOCKED`,
  );
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('pull_record_started_idx');
});
