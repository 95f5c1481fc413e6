import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withClient } from '../../src/database/session.js';
import { cliIn } from '../support/cli-run.js';
import { customer } from '../support/interface-factories.js';
import { ownFolder, postgresPid } from '../support/process-children.js';
import { reportOf, startImportBench, type ImportBench } from '../support/process-import.js';
import { writeBundle } from '../support/test-server.js';
import { until } from '../support/until.js';

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.close());

const WAITING = `SELECT FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Holds the publish lock of A000 while `work` runs, given a wait for loads that queue up for it. */
async function whileLocked(
  work: (queued: (loads: number) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const { config, database } = bench.server;
  await withClient(config.DATABASE_URL, async (holder) => {
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM dealer_generation WHERE dealer_code = 'A000' FOR UPDATE`);
    const queued = (loads: number) =>
      until(async () => (await database.pool.query(WAITING)).rows.length === loads, 60_000);
    await work(queued);
    await holder.query('COMMIT');
  });
}

it('publishes two loads of one dealer one after the other, each as a whole', async () => {
  const names = ['One', 'Two'];
  const bundles = names.map((name) => ({
    'customers.ndjson': [customer('C1', name), customer('C2', name), customer(name, name)],
  }));
  const paths = await Promise.all(bundles.map((bundle) => bench.bundle(bundle)));
  let loads: ReturnType<typeof bench.cli.start>[] = [];
  await whileLocked(async (queued) => {
    loads = paths.map((path) => bench.cli.start('import', '--dealer', 'A000', '--json', path));
    await queued(2);
  });
  const ended = await Promise.all(loads.map((load) => load.ended));
  const reports = ended.map((result) => reportOf(result));
  expect(ended.map(({ status }) => status)).toEqual([0, 0]);
  expect(new Set(reports.map(({ generation }) => generation))).toEqual(new Set([1, 2]));
  const later = names[reports.findIndex(({ generation }) => generation === 2)] ?? '';
  for (const id of ['C1', 'C2', later])
    expect(await bench.text(`customer?customer=${id}&dealer=A000`)).toContain(`"${later}"`);
  const earlier = names.find((name) => name !== later);
  const gone = await bench.text(`customer?customer=${earlier}&dealer=A000`);
  expect(gone).toContain('"status":404');
  expect(await bench.tables()).toMatchObject({ 'running loads': 0, 'staging tables': 0 });
});

it('lets a person interrupt a load: nothing is published, and the next load cleans up', async () => {
  const path = await bench.bundle({ 'customers.ndjson': [customer('C1', 'Interrupted')] });
  const before = await bench.tables();
  await whileLocked(async (queued) => {
    const load = bench.cli.start('import', '--dealer', 'A000', path);
    await queued(1);
    load.kill('SIGINT');
    const { status, stdout, stderr } = await load.ended;
    expect([status, stdout, stderr]).toEqual([130, '', 'error: interrupted\n']);
  });
  expect(await bench.text('customer?customer=C1&dealer=A000')).not.toContain('Interrupted');
  expect(await bench.load(path, '--dry-run')).toMatchObject({ status: 0 });
  expect(await bench.tables()).toEqual(before);
});

it('leaves no PostgreSQL running when a load on the embedded one is interrupted', async () => {
  const folder = await ownFolder();
  const dataDir = join(folder, 'data');
  const cli = cliIn(folder, { DATA_DIR: dataDir });
  await cli.json('dealer', 'add', 'A000', '--name', 'Mine');
  await writeBundle(folder, { 'customers.ndjson': [customer('C1')] });
  const starting = cli.start('import', '--dealer', 'A000', join(folder, 'customers.ndjson'));
  await until(() => postgresPid(dataDir) !== undefined, 60_000);
  starting.kill('SIGTERM');
  const { status, stderr } = await starting.ended;
  expect([status, stderr]).toEqual([143, 'error: interrupted\n']);
  expect(postgresPid(dataDir)).toBeUndefined();
  const report = await cli.json('import', '--dealer', 'A000', join(folder, 'customers.ndjson'));
  expect(report).toMatchObject({ state: 'published', generation: 1 });
});
