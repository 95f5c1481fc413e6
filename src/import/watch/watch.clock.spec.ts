import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, type LoggerService } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { customer } from '../../../test/support/items.js';
import {
  startTestServer,
  type Bundle,
  type TestServer,
} from '../../../test/support/test-server.js';
import { until } from '../../../test/support/until.js';
import { WatchedFolderBench } from '../../../test/support/watched-folder.js';
import { DealerService } from '../../auth/dealer.service.js';
import { HeldLoadService } from '../held-load.service.js';
import { ImportService } from '../import.service.js';
import { LoadStore } from '../load.store.js';
import { WatchClock } from './watch.clock.js';
import { WatchService } from './watch.service.js';
import { WatchStore } from './watch.store.js';
import { WatchedFolder } from './watched-folder.js';

let bench: WatchedFolderBench;
let server: TestServer;
let clock: WatchClock;
let dealer: string;
let dealers = 0;
let told: string[];

/** Keeps what is logged as `level message`. */
const keep =
  (level: string) =>
  (...said: unknown[]) =>
    void told.push(`${level} ${String(said.findLast((one) => one !== 'WatchedFolder'))}`);
const listener: LoggerService = { log: keep('info'), warn: keep('warn'), error: keep('error') };

beforeAll(async () => {
  bench = await WatchedFolderBench.make();
  // The tests do the looking.
  const environment = { IMPORT_WATCH_DIR: bench.path, IMPORT_WATCH_SECONDS: '3600' };
  server = await startTestServer(environment);
  clock = server.app.get(WatchClock);
  await clock.idle();
});
afterAll(async () => {
  await server.close();
  await bench.remove();
});
beforeEach(async () => {
  told = [];
  Logger.overrideLogger(listener);
  dealer = await server.addDealer({ code: `D${++dealers}` });
  await mkdir(join(bench.path, dealer));
});
afterEach(() => rm(join(bench.path, dealer), { recursive: true, force: true }));

const people = (...names: string[]): Bundle => ({
  'customers.ndjson': names.map((name) => customer(name)),
});

/** One more node on the same folder and database; it looks only when it is told to. */
function node(): WatchClock {
  const { app, config, database } = server;
  const service = new WatchService(database, new WatchStore(database), app.get(ImportService));
  const folder = new WatchedFolder(config);
  return new WatchClock(config, folder, service, app.get(DealerService), new SchedulerRegistry());
}

async function pass(watch = clock): Promise<void> {
  await watch.pass();
  await watch.idle();
}

async function loads(): Promise<[number, string, string | null][]> {
  const { rows } = await server.database.pool.query<{ n: number; s: string; b: string | null }>(
    `SELECT load_id AS n, state AS s, bundle AS b FROM load WHERE dealer_code = $1 ORDER BY 1`,
    [dealer],
  );
  return rows.map(({ n, s, b }) => [n, s, b]);
}

const query = (sql: string) => server.database.pool.query(sql);

it('loads a bundle, and moves it to loaded/ with its report', async () => {
  await bench.deliver(dealer, 'nightly', { ...people('1', '2'), 'notes.txt': 'x' });
  await pass();
  expect(await bench.list(dealer)).toEqual(['loaded', 'loading']);
  expect(await bench.list(dealer, 'loading')).toEqual([]);
  const report = await bench.report(dealer, 'loaded', 'nightly');
  expect(report).toMatchObject({ bundle: 'nightly', load: 1, state: 'published', generation: 1 });
  expect(report?.resources.customers).toMatchObject({ read: 2, added: 2 });
  // DONE belongs to the bundle, but is not passed over like a foreign file.
  expect(report?.ignored).toEqual(['notes.txt']);
  expect(await loads()).toEqual([[1, 'published', expect.stringMatching(/^nightly\.\w{8}$/)]]);
  expect(told).toEqual(['info Took a bundle', 'info A bundle was loaded']);
});

it('loads full or delta, as DONE says, in the order of delivery', async () => {
  const first = await bench.deliver(dealer, 'b', people('1', '2'));
  await utimes(join(first, 'DONE'), 1, 1);
  await bench.deliver(dealer, 'a', people('3'), ' Delta\n');
  await pass();
  const generations = async (name: string) =>
    (await bench.report(dealer, 'loaded', name))?.generation;
  expect(await generations('b')).toBe(1);
  expect(await generations('a')).toBe(2);
  const { rows } = await query(`SELECT FROM customer WHERE dealer_code = '${dealer}'`);
  expect(rows).toHaveLength(3);
});

it.each([
  ['without import files', { 'notes.txt': 'x' }, '', /^bundle holds no import file; allowed/],
  ['with a DONE that cannot be followed', people('1'), 'all', /^DONE cannot be followed: .*"all"$/],
  ['that breaks off', { 'customers.ndjson': '{"customerId":' }, '', /^customers\.ndjson cannot be/],
  ['that is a delta too early', people('1'), 'delta', /was never loaded in full/],
  ['with an encoding nobody knows', people('1'), 'encoding=klingon', /klingon/],
])('moves a bundle %s to failed/, and says why', async (_what, bundle, done, error) => {
  await bench.deliver(dealer, 'bundle', bundle, done);
  await pass();
  const report = await bench.report(dealer, 'failed', 'bundle');
  expect(report).toMatchObject({ state: 'failed', load: 1, error: expect.stringMatching(error) });
  expect(report?.error).not.toContain(bench.path);
  expect(told).toEqual(['info Took a bundle', 'error A bundle failed']);
});

it('reads no file through a link', async () => {
  const folder = await bench.deliver(dealer, 'bundle', people('1'));
  await symlink('/etc/passwd', join(folder, 'contracts.ndjson'));
  await pass();
  expect(await bench.report(dealer, 'failed', 'bundle')).toMatchObject({
    error: 'contracts.ndjson is a symbolic link: a bundle must hold the files themselves',
  });
});

it('takes rejected rows for no failure', async () => {
  const bundle = { 'customers.ndjson': [...Array(40).keys()].map((n) => customer(`${n}`)) };
  bundle['customers.ndjson'][0] = { customerId: '0' };
  await bench.deliver(dealer, 'bundle', bundle);
  await pass();
  const report = await bench.report(dealer, 'loaded', 'bundle');
  expect(report?.rejects).toMatchObject([{ file: 'customers.ndjson', line: 1 }]);
});

it('a broken bundle keeps neither later ones nor other dealers from being loaded', async () => {
  const other = await server.addDealer({ code: `${dealer}other` });
  await mkdir(join(bench.path, other));
  await bench.deliver(dealer, 'a', { 'customers.ndjson': '{' });
  await bench.deliver(dealer, 'b', people('1'));
  await bench.deliver(other, 'c', people('1'));
  await pass();
  expect(await bench.list(dealer, 'failed')).toEqual(['a', 'a.report.json']);
  expect(await bench.list(dealer, 'loaded')).toEqual(['b', 'b.report.json']);
  expect(await bench.list(other, 'loaded')).toEqual(['c', 'c.report.json']);
  await rm(join(bench.path, other), { recursive: true });
});

const crowd = people(...[...Array(50).keys()].map(String));

it('a held load waits in held/, and moves on when it is confirmed or discarded', async () => {
  await bench.deliver(dealer, 'full', crowd);
  await pass();
  for (const name of ['small', 'tiny']) {
    await bench.deliver(dealer, name, people('1'));
    await pass();
    expect(await bench.report(dealer, 'held', name)).toMatchObject({
      state: 'held',
      reasons: [expect.stringContaining('49 of 50')],
    });
  }
  const held = server.app.get(HeldLoadService);
  await held.discard(dealer, 3, 'somebody');
  await pass();
  expect(await bench.report(dealer, 'failed', 'tiny')).toMatchObject({
    state: 'discarded',
    decidedBy: 'somebody',
  });
  await held.confirm(dealer, 2, 'somebody');
  await pass();
  expect(await bench.report(dealer, 'loaded', 'small')).toMatchObject({
    state: 'published',
    decidedBy: 'somebody',
    generation: 2,
  });
  expect(await bench.list(dealer, 'held')).toEqual([]);
});

it('warns once of a folder that is no dealer’s, and never touches it', async () => {
  await mkdir(join(bench.path, 'stranger'));
  await bench.deliver('stranger', 'bundle', people('1'));
  await pass();
  await pass();
  expect(told).toEqual(['warn A folder in IMPORT_WATCH_DIR is named after no dealer']);
  expect(await bench.list('stranger')).toEqual(['bundle']);
  await rm(join(bench.path, 'stranger'), { recursive: true });
});

it('a technical fault leaves the bundle in loading/, and it is loaded later', async () => {
  await bench.deliver(dealer, 'bundle', people('1'));
  await query(`ALTER TABLE load ADD CONSTRAINT never CHECK (state <> 'published') NOT VALID`);
  await pass();
  expect(told.at(-1)).toMatch(/^error Bundles could not be loaded, and wait: .*"never"/);
  const [takenAs] = await bench.list(dealer, 'loading');
  expect(await loads()).toEqual([[1, 'failed', takenAs]]);
  await query('ALTER TABLE load DROP CONSTRAINT never');
  // Another node, as this one rests before it tries again.
  await pass(node());
  expect(await bench.list(dealer, 'loaded')).toEqual(['bundle', 'bundle.report.json']);
  expect(await loads()).toEqual([
    [1, 'failed', takenAs],
    [2, 'published', takenAs],
  ]);
});

it('what was published but not moved is moved, and not loaded again', async () => {
  await bench.deliver(dealer, 'bundle', people('1'));
  await writeFile(join(bench.path, dealer, 'loaded'), 'in the way');
  await pass();
  expect(await bench.list(dealer, 'loading')).toHaveLength(1);
  await rm(join(bench.path, dealer, 'loaded'));
  await pass(node());
  expect(await bench.report(dealer, 'loaded', 'bundle')).toMatchObject({
    load: 1,
    state: 'published',
  });
  expect(await loads()).toHaveLength(1);
});

it('what failed but was not moved is moved, and not loaded again', async () => {
  await bench.deliver(dealer, 'bundle', { 'customers.ndjson': '{' });
  await writeFile(join(bench.path, dealer, 'failed'), 'in the way');
  await pass();
  await rm(join(bench.path, dealer, 'failed'));
  await pass(node());
  expect(await bench.report(dealer, 'failed', 'bundle')).toMatchObject({ load: 1 });
  expect(await loads()).toHaveLength(1);
});

it('a bundle during whose loads the server ended five times is given up', async () => {
  await bench.deliver(dealer, 'bundle', people('1'));
  const taken = await server.app.get(WatchedFolder).of(dealer).take({ name: 'bundle' });
  const store = server.app.get(LoadStore);
  for (let load = 1; load <= 5; load++)
    await server.database.withSession((own) => store.begin(own, dealer, 'full', taken?.takenAs));
  await pass();
  expect(await bench.report(dealer, 'failed', 'bundle')).toMatchObject({
    load: 5,
    error: 'The server ended 5 times while it loaded this bundle.',
  });
  expect(await loads()).toHaveLength(5);
});

it('a node that is stopped during a load loses the bundle to another one', async () => {
  await bench.deliver(dealer, 'bundle', people('1'));
  const taken = await server.app.get(WatchedFolder).of(dealer).take({ name: 'bundle' });
  const frozen = await server.database.session();
  await server.app.get(WatchStore).lock(frozen, dealer);
  await server.app.get(LoadStore).begin(frozen, dealer, 'full', taken?.takenAs);
  await pass();
  expect(await loads()).toHaveLength(1);
  await query(`UPDATE load SET lease_until = now() WHERE dealer_code = '${dealer}'`);
  await until(async () => {
    await pass();
    return bench.report(dealer, 'loaded', 'bundle');
  });
  expect((await loads()).map(([, state]) => state)).toEqual(['failed', 'published']);
  await expect(frozen.query('SELECT')).rejects.toThrow(/terminat|queryable/);
  await frozen.end();
});

it('many nodes load each bundle once, and in order', async () => {
  const names = [...Array(8).keys()].map((n) => `b${n}`);
  for (const name of names) await bench.deliver(dealer, name, people(name));
  const nodes = [clock, node(), node()];
  await until(async () => {
    await Promise.all(nodes.map((one) => pass(one)));
    return (await bench.list(dealer, 'loaded')).length === 2 * names.length;
  });
  const all = await loads();
  expect(all.map(([, state, bundle]) => `${bundle?.split('.')[0]} ${state}`)).toEqual(
    names.map((name) => `${name} published`),
  );
});

it('a bundle of a name that was loaded before gets a name of its own', async () => {
  for (const name of ['1', '2']) {
    await bench.deliver(dealer, 'nightly', people(name));
    await pass();
  }
  expect(await bench.report(dealer, 'loaded', 'nightly')).toMatchObject({ load: 1 });
  expect(await bench.report(dealer, 'loaded', 'nightly.load-2')).toMatchObject({
    bundle: 'nightly.load-2',
    load: 2,
  });
});

it('a stop ends the load under way, and the next start loads the bundle', async () => {
  await bench.deliver(dealer, 'bundle', people('1'));
  const stopped = node();
  const lock = `SELECT FROM dealer_generation WHERE dealer_code = '${dealer}' FOR UPDATE`;
  await server.database.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query(lock);
    await stopped.pass();
    await until(async () => (await query(WAITING)).rows.length === 1);
    await stopped.onModuleDestroy();
    await stopped.idle();
    await session.query('COMMIT');
  });
  expect(told).toEqual(['info Took a bundle']);
  expect(await bench.list(dealer, 'loading')).toHaveLength(1);
  await pass(stopped);
  expect(await bench.list(dealer, 'loading')).toHaveLength(1);
  await pass();
  expect((await loads()).map(([, state]) => state)).toEqual(['failed', 'published']);
  expect(await bench.report(dealer, 'loaded', 'bundle')).toMatchObject({ load: 2 });
});

const WAITING = `SELECT FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

it('tells once that the folder is gone, and once that it is back', async () => {
  const away = `${bench.path}-away`;
  await rename(bench.path, away);
  await clock.tick();
  await clock.tick();
  await rename(away, bench.path);
  await clock.tick();
  await clock.tick();
  await clock.idle();
  expect(told).toEqual([
    expect.stringMatching(/^error The watched folder cannot be worked off: ENOENT/),
    'info The watched folder can be worked off again',
  ]);
});

it('a dealer’s folder may be a link that the operator set', async () => {
  const elsewhere = await WatchedFolderBench.make(dealer);
  await rm(join(bench.path, dealer), { recursive: true });
  await symlink(join(elsewhere.path, dealer), join(bench.path, dealer));
  await bench.deliver(dealer, 'bundle', people('1'));
  await pass();
  expect(await elsewhere.report(dealer, 'loaded', 'bundle')).toMatchObject({ load: 1 });
  await elsewhere.remove();
});
