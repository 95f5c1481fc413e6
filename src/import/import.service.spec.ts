import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contract, customer, jobsite } from '../../test/support/items.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { importService } from '../../test/support/import-service.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { writeBundle, type Bundle } from '../../test/support/test-server.js';
import { startTestPostgres } from '../../test/support/test-postgres.js';
import { until } from '../../test/support/until.js';
import { DealerService } from '../auth/dealer.service.js';
import { DealerStore } from '../auth/dealer.store.js';
import { readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { applyMigrations } from '../database/migrations.js';
import type { ImportProgress, ImportRequest } from './import-request.js';
import { ImportService } from './import.service.js';

let mirror: TestMirror;
let imports: ImportService;
let dealer: string;
let dealers = 0;
let folders: string[];

beforeAll(async () => {
  mirror = await TestMirror.open();
  const { database } = mirror;
  imports = importService(database);
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++dealers}`);
  folders = [];
});
afterEach(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function load(bundle: Bundle, more: Partial<ImportRequest> = {}, service = imports) {
  const folder = await temporaryFolder();
  folders.push(folder);
  await writeBundle(folder, bundle);
  return service.run({ dealerCode: dealer, paths: [folder], mode: 'full', ...more });
}

async function recorded(): Promise<unknown[]> {
  const sql = `SELECT state, generation::int, error FROM load WHERE dealer_code = $1 ORDER BY load_id`;
  return mirror.query(sql, [dealer]);
}

async function stagingTables(): Promise<unknown[]> {
  const sql = `SELECT tablename FROM pg_tables WHERE schemaname = 'staging' AND tablename LIKE $1`;
  return mirror.query(sql, [`${dealer}.%`]);
}

const people = (...ids: string[]) => ({ 'customers.ndjson': ids.map((id) => customer(id)) });
const broken = {
  'customers.ndjson': '{"customerId":"1","customerName":"A"}\n',
  'rates.json': '[{',
};

describe('a load', () => {
  it('reports what became of every row', async () => {
    await mirror.query('UPDATE dealer SET max_reject_percent = 25 WHERE dealer_code = $1', [
      dealer,
    ]);
    await load(people('1', '2'));
    const report = await load({
      'customers.ndjson': [customer('1'), customer('2', 'New'), customer('3'), { customerId: '4' }],
      'notes.txt': 'none',
    });
    expect(report).toMatchObject({
      dealer,
      load: 2,
      mode: 'full',
      dryRun: false,
      state: 'published',
      generation: 2,
      resources: { customers: { read: 4, added: 1, changed: 1, unchanged: 1, rejected: 1 } },
      rejects: [{ file: 'customers.ndjson', line: 4, field: 'customerName', reason: 'is missing' }],
      ignored: expect.arrayContaining([expect.stringMatching(/notes\.txt$/)]),
    });
    expect(report).not.toHaveProperty('error');
    const stored = await mirror.database.prisma.load.findFirst({
      where: { dealerCode: dealer, loadId: 2 },
    });
    expect(stored?.report).toMatchObject({ load: 2, state: 'published', generation: 2 });
    expect(await stagingTables()).toEqual([]);
  });

  it('publishes all its resources together', async () => {
    await load({
      'contracts.ndjson': [contract('A', '1')],
      'jobsites.csv': 'jobsiteId,customerId,name\nJ1,1,Site\n',
      'customers.json': JSON.stringify([customer('1')]),
    });
    expect(await mirror.generation(dealer)).toBe(1);
    expect(await mirror.list(dealer, 'jobsites', '1')).toMatchObject([{ assetCount: 1 }]);
  });

  it('tells how far it is, to the last byte and row', async () => {
    const told: ImportProgress[] = [];
    const rows = Array.from({ length: 1200 }, (_, n) => jobsite(`${n}`, '1'));
    await load(
      { ...people('1'), 'jobsites.ndjson': rows },
      { onProgress: (progress) => told.push(progress) },
    );
    const last = told.at(-1);
    expect(last).toMatchObject({ resource: 'jobsites', rows: 1200 });
    expect(last?.bytes).toBe(last?.totalBytes);
    const bytes = told.map((progress) => progress.bytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
  });

  it('as a dry run publishes nothing, and is recorded as what it was', async () => {
    const report = await load(people('1'), { dryRun: true });
    expect(report).toMatchObject({ state: 'published', dryRun: true, generation: 0 });
    expect(report.resources.customers).toMatchObject({ added: 1 });
    expect(await mirror.generation(dealer)).toBe(0);
    expect(await recorded()).toEqual([{ state: 'dry run', generation: 0, error: null }]);
    expect(await stagingTables()).toEqual([]);
  });

  it('that finds the same data makes no generation, and says which one holds it', async () => {
    await load(people('1'));
    expect(await load(people('1'))).toMatchObject({ state: 'published', generation: 1 });
  });

  it('runs beside another one of the same dealer', async () => {
    await load(people('0'));
    const rows = (from: number) => people(...Array.from({ length: 500 }, (_, n) => `${from + n}`));
    const both = [load(rows(1), { mode: 'delta' }), load(rows(400), { mode: 'delta' })];
    const reports = await Promise.all(both);
    expect(reports.map(({ state }) => state)).toEqual(['published', 'published']);
    // The one that began first is published first.
    const inOrder = reports.toSorted((a, b) => a.load - b.load);
    expect(inOrder.map(({ generation }) => generation)).toEqual([2, 3]);
    const count = 'SELECT count(*)::int AS n FROM customer WHERE dealer_code = $1 AND gen_to > 99';
    expect(await mirror.query(count, [dealer])).toEqual([{ n: 900 }]);
  });
});

describe('a load that fails', () => {
  it('for a fault of its files says so in its report, and nothing is published', async () => {
    const report = await load(broken);
    expect(report).toMatchObject({ state: 'failed', error: expect.stringContaining('rates.json') });
    expect(report).not.toHaveProperty('generation');
    expect(await recorded()).toMatchObject([{ state: 'failed', error: report.error }]);
    expect(await mirror.generation(dealer)).toBe(0);
    expect(await stagingTables()).toEqual([]);
  });

  it('as a dry run is recorded as failed', async () => {
    await load(broken, { dryRun: true });
    expect(await recorded()).toMatchObject([{ state: 'failed' }]);
  });

  it('keeps what it had to say about rows', async () => {
    await load({ 'customers.ndjson': [{ customerId: '1' }], 'rates.json': '[{' });
    const issues = await mirror.database.prisma.loadIssue.findMany({
      where: { dealerCode: dealer },
    });
    expect(issues).toMatchObject([{ file: 'customers.ndjson', field: 'customerName' }]);
  });

  it('as a delta of what was never loaded says what to do', async () => {
    const report = await load(people('1'), { mode: 'delta' });
    expect(report).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('--mode full'),
    });
  });

  it('is not begun for a dealer or a file that is not there', async () => {
    const unknown = load(people('1'), { dealerCode: 'nobody' });
    await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
    await expect(load({}, { paths: ['/nowhere'] })).rejects.toThrow('/nowhere does not exist');
    expect(await recorded()).toEqual([]);
  });

  it('is published only together with its record', async () => {
    const add = `ALTER TABLE load ADD CONSTRAINT never CHECK (state <> 'published') NOT VALID`;
    await mirror.query(add);
    try {
      await expect(load(people('1'))).rejects.toThrow('never');
    } finally {
      await mirror.query('ALTER TABLE load DROP CONSTRAINT never');
    }
    expect(await mirror.generation(dealer)).toBe(0);
    expect(await recorded()).toMatchObject([
      { state: 'failed', error: expect.stringContaining('never') },
    ]);
    expect(await stagingTables()).toEqual([]);
  });

  it('because its connection broke throws that, and is cleared away by the next load', async () => {
    await whilePublishing(mirror.database, dealer, async (pid) => {
      const attempt = load(people('1'));
      const failed = attempt.catch((error: unknown) => error);
      await mirror.query('SELECT pg_terminate_backend($1)', [await pid()]);
      expect(await failed).toMatchObject({ code: '57P01' });
    });
    expect(await recorded()).toMatchObject([{ state: 'failed' }]);
    expect(await stagingTables()).toHaveLength(1);
    expect(await load(people('1'))).toMatchObject({ state: 'published', load: 2 });
    expect(await stagingTables()).toEqual([]);
  });

  it('because the database stopped throws that, and is failed by the next load', async () => {
    const postgres = await startTestPostgres();
    try {
      await applyMigrations(postgres.url);
      const SECRETS_KEY = Buffer.alloc(32).toString('base64');
      const config = readConfig({ DATABASE_URL: postgres.url, SECRETS_KEY });
      const database = await Database.open(config);
      const own = new DealerService(new DealerStore(database));
      await own.add({ code: dealer, name: 'A', timeZone: 'UTC', currency: 'USD', country: 'US' });
      const service = importService(database);
      const run = () => load(people('1'), {}, service);
      await whilePublishing(database, dealer, async (pid) => {
        const failed = run().catch((error: unknown) => error);
        await pid();
        await postgres.stop();
        expect(await failed).toMatchObject({ code: '57P01' });
      });
      await postgres.start();
      expect(await run()).toMatchObject({ state: 'published', load: 2 });
      const sql = 'SELECT state, error FROM load ORDER BY load_id';
      const { rows } = await database.pool.query(sql);
      expect(rows).toMatchObject([{ state: 'failed' }, { state: 'published' }]);
      await database.close();
    } finally {
      await postgres.remove();
    }
  });
});

/**
 * Holds the publish lock of a dealer while `work` runs.
 * @param work is given a function that waits for the load that waits for the lock, and tells its
 *   connection
 */
async function whilePublishing(
  database: Database,
  dealerCode: string,
  work: (pid: () => Promise<number>) => Promise<void>,
): Promise<void> {
  const holder = await database.session();
  await holder.query('BEGIN');
  const lock = 'SELECT FROM dealer_generation WHERE dealer_code = $1 FOR UPDATE';
  await holder.query(lock, [dealerCode]);
  const waiting = `SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await work(() =>
    until(async () => (await database.pool.query<{ pid: number }>(waiting)).rows[0]?.pid),
  );
  await holder.end();
}
