import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { openGate, type Gate } from '../../test/support/gate.js';
import { pullAnswer } from '../../test/support/pull-answers.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { until } from '../../test/support/until.js';
import { readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { Metrics } from '../http/metrics/metrics.js';
import { PullRecordStore } from './pull-record.store.js';
import { Recorder } from './recorder.js';
import { SubmissionRecordStore } from './submission-record.store.js';
import type { SubmissionAnswer } from './submission-answer.js';

let mirror: TestMirror;
let node: Recorder;
let other: Recorder;
let metrics: Metrics;

beforeAll(async () => {
  Logger.overrideLogger(false);
  mirror = await TestMirror.open();
  await mirror.addDealer('A000');
});
afterAll(() => mirror.close());
beforeEach(async () => {
  await mirror.query('TRUNCATE pull_record, submission_record');
  metrics = new Metrics();
  [node, other] = [recorder(), recorder()];
});

function recorder(database = mirror.database): Recorder {
  const stores = [new PullRecordStore(database), new SubmissionRecordStore(database)] as const;
  return new Recorder(...stores, metrics);
}

const submission = (recordId: string, about: Partial<SubmissionAnswer> = {}): SubmissionAnswer => ({
  dealerCode: 'A000',
  recordId,
  time: Date.now(),
  milliseconds: 4,
  clientId: 'crs',
  requestId: 'r',
  status: 200,
  code: null,
  detail: null,
  messageType: 'contract',
  customerNumber: '7',
  submittedMessageId: 'm',
  sequence: 1,
  bytes: 100,
  ...about,
});

const SECOND = 1_000;
const answer = (recordedBy: Recorder, page: number, secondsAgo: number, about = {}) =>
  recordedBy.pull(pullAnswer(page, { time: Date.now() - secondsAgo * SECOND, ...about }));

interface Row {
  readonly pages: number;
  readonly [column: string]: unknown;
}

const rows = () =>
  mirror.query<Row>(
    `SELECT pages, items::int, bytes::int, milliseconds::int, generation::int, failures, status,
       failed_status, failed_code, last_page, total_pages, page_size, customers, endpoint,
       round(extract(epoch FROM last_time - started_time))::int AS seconds
     FROM pull_record ORDER BY started_time`,
  );

const pages = async () => (await rows()).map((row) => row.pages);

it('a pull is one row, however often it is written', async () => {
  answer(node, 0, 9);
  await node.tick();
  for (const page of [1, 2, 3]) {
    answer(node, page, 9 - page);
    await node.tick();
  }
  expect(await rows()).toEqual([
    {
      pages: 4,
      items: 40,
      bytes: 4_000,
      milliseconds: 12,
      generation: 4,
      failures: 0,
      status: 200,
      failed_status: null,
      failed_code: null,
      last_page: 3,
      total_pages: 5,
      page_size: 10,
      customers: ['7'],
      endpoint: 'contract',
      seconds: 3,
    },
  ]);
});

describe('two servers', () => {
  it('add to one row, also at the same moment', async () => {
    answer(node, 0, 60);
    await node.tick();
    for (let round = 0; round < 15; round++) {
      for (const [index, recordedBy] of [node, other].entries())
        for (const customers of [['7'], ['8'], ['9'], ['10']])
          answer(recordedBy, 2 * round + index + 1, 50 - round, { customers });
      await Promise.all([node.tick(), other.tick()]);
    }
    const all = await rows();
    expect(all.find(({ customers }) => (customers as string[])[0] === '7')).toMatchObject({
      pages: 31,
      items: 310,
      last_page: 30,
    });
    expect(all.reduce((sum, row) => sum + row.pages, 0)).toBe(121);
  });

  it('go on with each other’s pulls, the newest that began before', async () => {
    answer(node, 0, 30);
    answer(node, 0, 20, { page: 1 });
    answer(node, 0, 5);
    await node.tick();
    // The last page of the first pull comes late, the others are of the second one.
    answer(other, 2, 15);
    await other.tick();
    answer(other, 1, 3);
    await other.tick();
    expect(await pages()).toEqual([3, 2]);
  });

  it('find the pull whose server has a clock that is ahead', async () => {
    answer(node, 0, 2);
    await node.tick();
    answer(other, 1, 3);
    await other.tick();
    expect(await pages()).toEqual([2]);
  });

  it('find no pull that ended long ago: what goes on with it is a row of its own', async () => {
    answer(node, 0, 16 * 60 + 10);
    await node.tick();
    answer(other, 1, 5);
    await other.tick();
    answer(node, 2, 2);
    await node.tick();
    expect(await pages()).toEqual([1, 2]);
  });
});

it('a pull that begins twice in a millisecond is written', async () => {
  const time = Date.now();
  for (const page of [0, 1, 0, 1, 2]) node.pull(pullAnswer(page, { time }));
  await node.tick();
  expect(await pages()).toEqual([5]);
});

it('hostile text loses nothing but itself', async () => {
  await mirror.query('ALTER TABLE pull_record ADD CHECK (endpoint <> $$poison$$)');
  for (let index = 0; index < 9; index++) {
    const poison = index % 4 === 0 ? { endpoint: 'poison' } : {};
    answer(node, 0, 5, { customers: [`${index}`], ...poison });
    // The database has no such text: it is given here as no endpoint gives it.
    const detail = index % 4 === 0 ? 'a\0b' : `it’s "$1", ${'😀'.repeat(3)}\\`;
    node.submission(submission(`${index}`, { detail }));
  }
  await node.tick();
  expect(await pages()).toHaveLength(6);
  expect(await mirror.query('SELECT DISTINCT detail FROM submission_record')).toEqual([
    { detail: `it’s "$1", 😀😀😀\\` },
  ]);
  expect([node.waiting, node.lost]).toEqual([0, 6]);
  expect(await metrics.registry.metrics()).toContain('crs_records_lost_total 6');
  await mirror.query('ALTER TABLE pull_record DROP CONSTRAINT pull_record_endpoint_check');
});

it('dealers that there are not make no rows', async () => {
  answer(node, 0, 5, { dealerCode: 'B000' });
  node.submission(submission('1', { dealerCode: 'B000' }));
  await node.tick();
  expect(await pages()).toEqual([]);
  expect(await mirror.query('SELECT FROM submission_record')).toEqual([]);
});

describe('behind a gate', () => {
  let gate: Gate;
  let database: Database;

  beforeEach(async () => {
    gate = await openGate(mirror.database.url());
    const SECRETS_KEY = Buffer.alloc(32).toString('base64');
    database = await Database.open(readConfig({ DATABASE_URL: gate.url, SECRETS_KEY }));
    node = recorder(database);
  });
  afterEach(async () => {
    await database.close();
    await gate.remove();
  });

  it('while the database is away it waits, and is written once', async () => {
    answer(node, 0, 9);
    await node.tick();
    gate.shut();
    for (const page of [1, 2, 3]) {
      answer(node, page, 9 - page);
      node.submission(submission(`${page}`));
      await node.tick();
    }
    expect(node.waiting).toBeGreaterThan(3);
    gate.open();
    await node.tick();
    expect(await pages()).toEqual([4]);
    expect(await mirror.query('SELECT FROM submission_record')).toHaveLength(3);
    expect([node.waiting, node.lost]).toEqual([0, 0]);
  });

  it('is not counted twice when nobody heard that it was written', async () => {
    answer(node, 0, 9);
    await node.tick();
    const holder = await mirror.database.session();
    await holder.query('BEGIN; LOCK TABLE pull_record');
    for (const page of [1, 2]) answer(node, page, 9 - page);
    answer(node, 0, 5);
    const round = node.tick();
    await until(async () => (await mirror.query(WAITING)).length > 0);
    gate.shut();
    await round;
    expect(node.waiting).toBe(2);
    await holder.query('COMMIT');
    await holder.end();
    // PostgreSQL goes on with it, although its client is gone.
    await until(async () => (await pages()).join() === '3,1');
    answer(node, 1, 4);
    gate.open();
    await node.tick();
    expect(await pages()).toEqual([3, 2]);
    expect(node.waiting).toBe(0);
  });
});

const WAITING = `SELECT FROM pg_stat_activity
  WHERE wait_event_type = 'Lock' AND datname = current_database()`;

it('the rest is written at the end, also what would wait a moment', async () => {
  node.pull(pullAnswer(0));
  await node.tick();
  node.pull(pullAnswer(1));
  node.submission(submission('1'));
  await node.onApplicationShutdown();
  expect(await pages()).toEqual([2]);
  expect(await mirror.query('SELECT FROM submission_record')).toHaveLength(1);
});

it('a database that does not answer keeps nobody from ending', async () => {
  const holder = await mirror.database.session();
  await holder.query('BEGIN; LOCK TABLE pull_record');
  node.pull(pullAnswer(0));
  const begun = performance.now();
  await node.onApplicationShutdown();
  expect(performance.now() - begun).toBeLessThan(4_500);
  await holder.end();
  await until(async () => (await mirror.query('SELECT FROM pull_record')).length <= 1);
});
