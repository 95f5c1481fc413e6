import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyMigrations } from '../../src/database/migrations.js';
import { withClient } from '../../src/database/session.js';
import type { LoadReport } from '../../src/import/load-report.js';
import { cliIn, type Cli, type CliProcess } from '../support/cli-run.js';
import { contract } from '../support/interface-factories.js';
import { cleanUp, embeddedUrl, ownFolder } from '../support/process-children.js';
import { fullBundle, PULL_PATHS } from '../support/process-faults.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';
import { startServerProcess, type ServerProcess } from '../support/process-server.js';
import { canMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.js';
import { startTestPostgres, type TestPostgres } from '../support/test-postgres.js';
import { writeBundle, type Bundle } from '../support/test-server.js';
import { until } from '../support/until.js';

/** Rows that take about 6 MB in staging, as much in the mirror, and as much in the log. */
const ROWS = 4_000;
const NOTES = 'x'.repeat(800);

const onSmallDisk = (await canMount()) ? describe : describe.skip;

function largeBundle(mark: string): Bundle {
  const large = Array.from({ length: ROWS }, (_, n) =>
    contract(`L${n}`, { customerId: 'L', notes: `${mark} ${NOTES}` }),
  );
  const small = fullBundle(mark);
  return { ...small, 'contracts.ndjson': [...(small['contracts.ndjson'] as object[]), ...large] };
}

const STAGED = `SELECT FROM pg_tables WHERE schemaname = 'staging'`;

onSmallDisk('while the disk of PostgreSQL is full (needs root, for a file system to fill)', () => {
  let disk: SmallDisk | undefined;
  let postgres: TestPostgres;
  let servers: ServerNodes;
  let token: string;
  let bundles = 0;

  beforeAll(async () => {
    disk = await mountSmallDisk(await ownFolder(), 220);
    postgres = await startTestPostgres(
      { shared_buffers: '32MB', min_wal_size: '32MB', max_wal_size: '48MB', fsync: 'on' },
      disk?.folder,
    );
    await applyMigrations(postgres.url);
    servers = await startNodes({ DATABASE_URL: postgres.url });
    await servers.addDealer('A000');
    token = await servers.server.token(['A000']);
  });
  afterAll(async () => {
    // Before the disk goes, by which it is found.
    await postgres.stop();
    await servers.close();
    await postgres.remove();
    await disk?.remove();
  });

  async function load(bundle: Bundle) {
    const path = join(servers.folder, `bundle-${++bundles}`);
    await mkdir(path);
    await writeBundle(path, bundle);
    const { status, stdout } = await servers.cli('import', '--dealer', 'A000', '--json', path);
    return { status, report: JSON.parse(stdout) as LoadReport };
  }

  async function ask(node: number, path: string) {
    const answer = await servers.get(node, path, token);
    return { status: answer.status, text: await answer.text() };
  }

  const everything = () =>
    Promise.all(PULL_PATHS.map(async (path, n) => (await ask(n, path)).text));

  it('a load that does not fit fails and says why, the old data is served, and the next load works', async () => {
    expect(await load(fullBundle('before'))).toMatchObject({ status: 0 });
    const before = await everything();
    await disk?.fill(2);
    const loading = new AbortController();
    const asked = { same: 0, unavailable: 0 };
    const asking = (async () => {
      for (let n = 0; !loading.signal.aborted; n++) {
        const { status, text } = await ask(n >> 1, PULL_PATHS[n % PULL_PATHS.length] ?? '');
        if (status !== 503) expect(text).toBe(before[n % PULL_PATHS.length]);
        asked[status === 503 ? 'unavailable' : 'same']++;
      }
    })();
    const { status, report } = await load(largeBundle('large'));
    loading.abort();
    await asking;
    expect(asked.same).toBeGreaterThan(0);
    expect(status).toBe(1);
    expect(report).toMatchObject({ dealer: 'A000', state: 'failed' });
    expect(report.error).toMatch(/No space left on device/);
    expect(await everything()).toEqual(before);
    await disk?.makeRoom();
    expect(await load(largeBundle('large'))).toMatchObject({
      status: 0,
      report: { generation: 2 },
    });
    expect(await servers.leftovers()).toEqual({ staging: 0, running: 0 });
    expect(await loads()).toEqual(['published', 'failed', 'published']);
    expect((await everything()).join('')).toContain('"large"');
  }, 120_000);

  /** How the loads ended, in their order. */
  async function loads(): Promise<string[]> {
    const sql = 'SELECT state FROM load ORDER BY load_id';
    const { rows } = await servers.server.database.pool.query<{ state: string }>(sql);
    return rows.map(({ state }) => state);
  }
});

onSmallDisk('when the log of the embedded PostgreSQL finds no room (needs root)', () => {
  let disk: SmallDisk | undefined;
  let server: ServerProcess;
  let cli: Cli;
  let folder: string;
  let dataDir: string;

  beforeAll(async () => {
    folder = await ownFolder();
    disk = await mountSmallDisk(folder, 300);
    dataDir = join(disk?.folder ?? '', 'data');
    server = startServerProcess({ cwd: folder, environment: { DATA_DIR: dataDir } });
    cli = cliIn(folder, { DATA_DIR: dataDir });
    await server.credentials();
  });
  afterAll(async () => {
    // It stops its PostgreSQL: one that is being started again would outlive a kill.
    await server.end();
    await cleanUp();
  });

  it('the load fails, nothing but the old data is served, and all goes on when there is room', async () => {
    const path = '/api/v1/location?items=100';
    const before = await server.get(path);
    expect(before.status).toBe(200);
    let load: CliProcess | undefined;
    const bundle = join(folder, 'bundle');
    await mkdir(bundle);
    await writeBundle(bundle, {
      'contracts.ndjson': largeBundle('large')['contracts.ndjson'] ?? '',
    });
    const url = await embeddedUrl(dataDir);
    const crash = withClient(url, async (client) => {
      // So that the load is not over before the disk is full.
      await client.query(
        `BEGIN; SELECT FROM dealer_generation WHERE dealer_code = 'A000' FOR UPDATE`,
      );
      load = cli.start('import', '--dealer', 'A000', '--mode', 'delta', '--json', bundle);
      await until(async () => (await client.query(STAGED)).rows.length > 0, 60_000);
      await disk?.fill(0);
      // What others write to the log; when it finds no room PostgreSQL stops at once.
      const message = `SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000000))`;
      for (let n = 0; n < 1000; n++) await client.query(message);
    });
    await expect(crash).rejects.toThrow(/terminated|No space left/);
    const asked = { same: 0, unavailable: 0 };
    const ask = async () => {
      const { status, text } = await server.get(path);
      if (status !== 503) expect(text).toBe(before.text);
      asked[status === 503 ? 'unavailable' : 'same']++;
      return status;
    };
    const ended = await load?.ended;
    expect(ended?.status).toBe(1);
    expect(JSON.parse(ended?.stdout ?? '')).toMatchObject({ dealer: 'A000', state: 'failed' });
    await until(async () => (await ask()) === 503);
    await disk?.makeRoom();
    await until(async () => (await ask()) === 200, 60_000);
    expect(asked.unavailable).toBeGreaterThan(0);
    const again = ['import', '--dealer', 'A000', '--mode', 'delta', bundle];
    expect(await cli.json(...again)).toMatchObject({ state: 'published' });
    const { rows } = await withClient(await embeddedUrl(dataDir), (client) =>
      client.query<{ state: string }>('SELECT state FROM load ORDER BY load_id'),
    );
    expect(rows.map(({ state }) => state)).toEqual(['published', 'failed', 'published']);
    await withClient(await embeddedUrl(dataDir), async (client) => {
      expect((await client.query(STAGED)).rows).toEqual([]);
    });
    expect(server.stderr()).toBe('');
    expect(await server.end()).toMatchObject({ status: 0 });
  }, 180_000);
});
