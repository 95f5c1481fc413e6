import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { readConfig } from '../config/config.js';
import { RESOURCES } from '../interface/resource.js';
import { freshness, held, last } from './loads.js';
import { heldLoads, lastLoads, loadedResources } from './load-state.store.js';
import { watchedFolders } from './watched-folders.js';

const HOUR = 60 * 60_000;

describe('loads', () => {
  let mirror: TestMirror;
  beforeAll(async () => {
    mirror = await TestMirror.open();
    for (const code of ['A', 'B']) await mirror.addDealer(code);
  });
  afterAll(() => mirror.close());

  const loaded = (dealer: string, resource: string, hours: number) =>
    mirror.query(
      `INSERT INTO resource_state (dealer_code, resource, generation, load_id, loaded_at, item_count)
       VALUES ($1, $2, 1, 1, clock_timestamp() - $3 * interval '1 hour', 0)
       ON CONFLICT (dealer_code, resource) DO UPDATE SET loaded_at = excluded.loaded_at`,
      [dealer, resource, hours],
    );
  const ages = async (dealer: string) =>
    freshness(dealer, await loadedResources(mirror.database.pool, [dealer]));

  it('fail when there was none yet', async () => {
    expect(await ages('A')).toMatchObject([{ result: 'failure', dealer: 'A' }]);
  });

  it('are to be of the last night, each resource of them', async () => {
    for (const resource of RESOURCES) await loaded('A', resource, 25);
    await loaded('B', 'contracts', 1000);
    expect(await ages('A')).toEqual([
      { result: 'ok', dealer: 'A', found: 'all 7 resources, the oldest 25 h ago' },
    ]);
    await loaded('A', 'contracts', 27);
    await loaded('A', 'invoices', 51);
    await mirror.query(`DELETE FROM resource_state WHERE dealer_code = 'A' AND resource = 'rates'`);
    const found = await ages('A');
    expect(found.map(({ about, result }) => `${about} ${result}`)).toEqual([
      'rates failure',
      'contracts warning',
      'invoices failure',
    ]);
    expect(found[1]?.found).toMatch(/^loaded 27 h ago, at 2\d{3}-/);
  });

  const store = (load: number, state: string, report: object, error: string | null = null) =>
    mirror.query(
      `INSERT INTO load (dealer_code, load_id, mode, state, report, error)
       VALUES ('A', $1, 'full', $2, $3, $4)`,
      [load, state, JSON.stringify(report), error],
    );
  const lasts = async () => last('A', await lastLoads(mirror.database.pool, ['A', 'B']));

  it('that failed, or rejected more than a few rows, are told', async () => {
    expect(await lasts()).toEqual([]);
    await store(1, 'failed', {}, 'The file is cut short');
    expect(await lasts()).toMatchObject([
      { result: 'failure', dealer: 'A', found: 'load 1 failed: The file is cut short' },
    ]);
    const contracts = { read: 1000, rejected: 10 };
    await store(2, 'published', { resources: { contracts } });
    await store(3, 'dry run', {});
    await store(4, 'running', {});
    expect(await lasts()).toMatchObject([{ result: 'ok', found: 'load 2 was published' }]);
    await store(5, 'published', { resources: { contracts: { ...contracts, rejected: 11 } } });
    expect(await lasts()).toMatchObject([
      {
        result: 'warning',
        found: 'load 5 rejected 11 of 1000 contracts',
        todo: 'npm run cli -- rejects --dealer A --load 5',
      },
    ]);
  });

  it('that are held are named with the commands to decide by', async () => {
    const look = async () => held('A', await heldLoads(mirror.database.pool, ['A']));
    expect(await look()).toEqual([{ result: 'ok', dealer: 'A', found: 'none' }]);
    await store(6, 'held', { reasons: ['It would remove 90 % of the contracts.'] });
    expect(await look()).toMatchObject([
      {
        result: 'warning',
        about: 'load 6',
        found: expect.stringMatching(/^load 6 waits for \d s: It would remove 90 %/),
        todo: expect.stringMatching(/loads show 6 --dealer A.*loads confirm 6.*loads discard 6/),
      },
    ]);
  });
});

describe('the watched folder', () => {
  let base: string;
  beforeAll(async () => {
    base = await temporaryFolder();
  });
  afterAll(() => rm(base, { recursive: true }));

  const look = (dealers: string[], folder = base) => {
    const config = readConfig({ IMPORT_WATCH_DIR: folder });
    return watchedFolders(config, ['A', 'B', 'C'], dealers, Date.now());
  };
  const bundle = async (path: string, hours: number, done: boolean) => {
    const folder = join(base, path);
    await mkdir(folder, { recursive: true });
    const time = new Date(Date.now() - hours * HOUR);
    if (done) {
      await writeFile(join(folder, 'DONE'), '');
      await utimes(join(folder, 'DONE'), time, time);
    }
    await utimes(folder, time, time);
  };

  it('may be left out, and is there otherwise', async () => {
    expect(await watchedFolders(readConfig({}), [], [], 0)).toMatchObject([{ result: 'ok' }]);
    expect(await look(['A'], join(base, 'none'))).toMatchObject([
      { result: 'failure', found: expect.stringMatching(/IMPORT_WATCH_DIR/) },
    ]);
  });

  it('holds nothing that is stuck', async () => {
    await bundle('A/fresh', 0.5, true);
    await bundle('A/begun', 20, false);
    await bundle('A/loaded/old', 1000, true);
    await bundle('A/held/old', 1000, true);
    await mkdir(join(base, 'B'));
    expect(await look(['A', 'B', 'C'])).toMatchObject([
      { result: 'ok', dealer: 'A', found: 'nothing is stuck' },
      { result: 'ok', dealer: 'B' },
      { result: 'ok', dealer: 'C', found: expect.stringMatching(/no folder/) },
    ]);
  });

  it('tells what is, and folders that no dealer is called by', async () => {
    await bundle('B/late', 2, true);
    await bundle('B/loading/taken.0123abcd', 3, true);
    await bundle('B/open', 30, false);
    await mkdir(join(base, 'X'));
    await symlink('/nowhere', join(base, 'Y'));
    const found = await look(['A', 'B']);
    expect(found.map(({ dealer, result }) => `${dealer} ${result}`)).toEqual([
      'A ok',
      'B failure',
      'B failure',
      'B warning',
      'undefined warning',
    ]);
    expect(found.map((one) => one.found.replaceAll(base, ''))).toEqual([
      'nothing is stuck',
      '/B/loading/taken.0123abcd is complete for 3 h, and not loaded',
      '/B/late is complete for 2 h, and not loaded',
      '/B/open has no DONE, for 30 h: it is not loaded',
      expect.stringMatching(/^X in /),
    ]);
  });
});
