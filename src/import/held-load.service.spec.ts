import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { customer, location } from '../../test/support/items.js';
import { importService } from '../../test/support/import-service.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { startTestPostgres, type TestPostgres } from '../../test/support/test-postgres.js';
import { writeBundle, type Bundle } from '../../test/support/test-server.js';
import { until } from '../../test/support/until.js';
import { DealerService } from '../auth/dealer.service.js';
import { DealerStore } from '../auth/dealer.store.js';
import { readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { applyMigrations } from '../database/migrations.js';
import { HeldLoadService } from './held-load.service.js';
import { HeldLoadStore } from './held-load.store.js';
import type { ImportService } from './import.service.js';
import { LoadRecordStore } from './load-record.store.js';

let postgres: TestPostgres;
let database: Database;
let dealers: DealerService;
let imports: ImportService;
let held: HeldLoadService;
let records: LoadRecordStore;

beforeAll(async () => {
  // One crash is part of the story: what was committed then must be there.
  postgres = await startTestPostgres({ synchronous_commit: 'on' });
  await applyMigrations(postgres.url);
  const SECRETS_KEY = Buffer.alloc(32).toString('base64');
  database = await Database.open(readConfig({ DATABASE_URL: postgres.url, SECRETS_KEY }));
  const store = new HeldLoadStore();
  dealers = new DealerService(new DealerStore(database));
  imports = importService(database);
  held = new HeldLoadService(database, store);
  records = new LoadRecordStore(database);
});
afterAll(async () => {
  await database.close();
  await postgres.remove();
});

const people = (count: number): Bundle => ({
  'customers.ndjson': Array.from({ length: count }, (_, n) => customer(`${n}`)),
});

async function load(dealerCode: string, bundle: Bundle) {
  const folder = await temporaryFolder();
  try {
    await writeBundle(folder, bundle);
    return await imports.run({ dealerCode, paths: [folder], mode: 'full' });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A dealer with 50 customers, and what is given as its second load. */
async function dealerWith(code: string, second: Bundle): Promise<string> {
  await dealers.add({ code, name: code, timeZone: 'UTC', currency: 'USD', country: 'US' });
  await load(code, people(50));
  expect(await load(code, second)).toMatchObject({ load: 2, state: 'held' });
  return code;
}

/** Kills a backend, upon which PostgreSQL ends all others and recovers; returns when it has. */
async function crash(): Promise<void> {
  const victim = await database.session();
  const bystander = await database.session();
  victim.on('error', () => undefined);
  // Until the bystander is ended, the server has not noticed, and still answers.
  const noticed = new Promise((resolve) => bystander.once('error', resolve));
  const { rows } = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  await noticed;
  const answers = () => database.withSession((session) => session.query('SELECT'));
  await until(() => answers().catch(() => undefined));
  await until(() =>
    database.ping().then(
      () => true,
      () => undefined,
    ),
  );
}

it('a held load is still there after a crash of PostgreSQL, and can be confirmed', async () => {
  const dealer = await dealerWith('A', people(20));
  await crash();
  // The next load clears away only what is over.
  await load(dealer, { 'locations.ndjson': [location('L')] });
  expect(await held.confirm(dealer, 2, 'test')).toMatchObject({
    state: 'published',
    resources: { customers: { read: 20, unchanged: 20, removed: 30 } },
  });
});

it('a load that is overtaken before it is held is superseded at once', async () => {
  const dealer = await dealerWith('B', people(20));
  await database.withSession(async (session) => {
    const store = new HeldLoadStore();
    const report = await store.held(session, dealer, 2);
    await load(dealer, people(49));
    // As if it were held only now.
    await session.query(`CREATE UNLOGGED TABLE staging."${dealer}.2.customers" ()`);
    await session.query(
      `UPDATE load SET state = 'running' WHERE dealer_code = $1 AND load_id = 2`,
      [dealer],
    );
    expect(await store.hold(session, report, { type: 'load.held', data: {} })).toEqual([2]);
  });
  expect(await records.get(dealer, 2)).toMatchObject({ state: 'superseded', decidedBy: 'load 3' });
  await expect(held.confirm(dealer, 2, 'test')).rejects.toMatchObject({ code: 'load-not-held' });
});

it('a confirmation that fails leaves the load held', async () => {
  const dealer = await dealerWith('C', people(20));
  const forbid = `ALTER TABLE load ADD CONSTRAINT never
    CHECK (dealer_code <> 'C' OR load_id <> 2 OR state <> 'published') NOT VALID`;
  await database.pool.query(forbid);
  await expect(held.confirm(dealer, 2, 'test')).rejects.toThrow('never');
  await database.pool.query('ALTER TABLE load DROP CONSTRAINT never');
  expect(await records.get(dealer, 2)).toMatchObject({ state: 'held' });
  expect(await held.confirm(dealer, 2, 'test')).toMatchObject({
    state: 'published',
    generation: 2,
  });
});

it('a load or dealer that is not there cannot be decided about', async () => {
  const error = { code: 'not-found' };
  await expect(held.confirm('A', 99, 'test')).rejects.toMatchObject(error);
  await expect(held.discard('nobody', 1, 'test')).rejects.toMatchObject(error);
});
