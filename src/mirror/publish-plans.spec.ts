import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { contract } from '../../test/support/items.js';
import { publishBulk } from '../../test/support/mirror-bulk.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { until } from '../../test/support/until.js';
import type { Database } from '../database/database.js';
import { MIRROR_TABLES } from './mirror-table.js';
import { ReturnDateClock } from './return-date.clock.js';

const BIG = { dealerCode: 'BIG', contracts: 20_000, customers: 500 };
const OTHERS = 20;

let mirror: TestMirror;
let session: Client;

beforeAll(async () => {
  mirror = await TestMirror.open();
  session = await mirror.database.session();
  for (let other = 0; other < OTHERS; other++) {
    const dealerCode = await mirror.addDealer(`OTHER${other}`);
    await publishBulk(session, { dealerCode, contracts: 400, customers: 50 });
  }
  await mirror.addDealer('BIG');
  await publishBulk(session, BIG);
  // As autovacuum does in time.
  await session.query('VACUUM ANALYZE');
  await session.end();
}, 120_000);
afterAll(() => mirror.close());

const TABLES = Object.values(MIRROR_TABLES).map(({ table }) => table);

interface Scans {
  readonly table: string;
  readonly whole: number;
  readonly rows: number;
}

/** How often tables were read as a whole so far, and how many rows were read in any way. */
async function scans(): Promise<Scans[]> {
  return mirror.query<Scans>(
    `SELECT relname AS table, seq_scan::int AS whole,
       (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS rows
     FROM pg_stat_user_tables WHERE relname = ANY ($1) ORDER BY relname`,
    [[...TABLES, 'customer_list', 'customer_list_anchor', 'customer_change']],
  );
}

/** Publishes on a connection of its own; its statistics are there once it has ended. */
async function measured(publish: (session: Client) => Promise<unknown>): Promise<Scans[]> {
  const before = await scans();
  const pid = await mirror.database.withSession(async (own) => {
    const { rows } = await own.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await publish(own);
    return rows[0]?.pid;
  });
  await until(async () => {
    const alive = await mirror.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]);
    return alive.length === 0;
  });
  const after = await scans();
  return after.map((now, index) => ({
    table: now.table,
    whole: now.whole - (before[index]?.whole ?? 0),
    rows: now.rows - (before[index]?.rows ?? 0),
  }));
}

it('a small delta of a big dealer reads no table as a whole', async () => {
  const rows = [
    contract('K000001', '1', { jobsiteId: 'J7' }),
    contract('K000002', '3'),
    contract('new', '5', { jobsiteId: 'J9' }),
    { contractId: 'K000009', deleted: true },
  ];
  const read = await measured((own) =>
    mirror.publish('BIG', { contracts: rows }, { mode: 'delta', session: own }),
  );
  expect(read.filter(({ whole }) => whole > 0)).toEqual([]);
  // Four customers' lists of 40 contracts and four jobsites of 10 are rebuilt.
  expect(read.reduce((sum, { rows: number }) => sum + number, 0)).toBeLessThan(1500);
});

it('the look for contracts that are due reads no table as a whole, with many dealers and none due', async () => {
  const read = await measured(async (own) => {
    await new ReturnDateClock({ pool: own } as unknown as Database).pass();
  });
  expect(read.filter(({ whole }) => whole > 0)).toEqual([]);
  expect(read.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThan(100);
});
