import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import type { BundleReport } from './bundle-report.js';
import { DealerFolder, type TakenBundle } from './dealer-folder.js';

let path: string;
let folder: DealerFolder;

beforeEach(async () => {
  path = await temporaryFolder();
  folder = new DealerFolder('A000', path);
});
afterEach(() => rm(path, { recursive: true }));

/** @param second of the day in which DONE was written; it is not there without */
async function bundle(name: string, second?: number): Promise<void> {
  await mkdir(join(path, name), { recursive: true });
  if (second === undefined) return;
  const done = join(path, name, 'DONE');
  await writeFile(done, '');
  await utimes(done, second, second);
}

const report = (load: number, more: Partial<BundleReport> = {}): BundleReport => ({
  dealer: 'A000',
  load,
  mode: 'full',
  dryRun: false,
  state: 'published',
  seconds: 1,
  resources: {},
  rejects: [],
  ignored: [],
  ...more,
});

const names = async () => (await folder.waiting()).map(({ name }) => name);
const list = async (place: string) => (await readdir(join(path, place))).sort();

async function taken(name: string): Promise<TakenBundle> {
  await bundle(name, 1);
  const one = await folder.take({ name });
  if (!one) throw new Error('It was not there');
  return one;
}

it('finds bundles in the order in which they were done, then of their names', async () => {
  await bundle('c', 1);
  await bundle('b', 3);
  await bundle('d', 2);
  await bundle('a', 3);
  expect(await names()).toEqual(['c', 'd', 'a', 'b']);
});

it('has none where nothing is', async () => {
  expect(await names()).toEqual([]);
});

it('leaves alone what is not done, not finished, hidden, a file, a link or a place of its own', async () => {
  await bundle('not done');
  await bundle('x.unfinished', 1);
  await bundle('.hidden', 1);
  await bundle('n'.repeat(201), 1);
  for (const place of ['loading', 'loaded', 'held', 'failed']) await bundle(place, 1);
  await writeFile(join(path, 'DONE'), '');
  await mkdir(join(path, 'done is a folder', 'DONE'), { recursive: true });
  await bundle('real', 1);
  await symlink(join(path, 'real'), join(path, 'link'));
  expect(await names()).toEqual(['real']);
});

it('takes a bundle under a name of its own, and only once', async () => {
  await bundle('nightly', 1);
  const tries = await Promise.all([1, 2, 3].map(() => folder.take({ name: 'nightly' })));
  const successes = tries.filter((one) => one !== undefined);
  expect(successes).toHaveLength(1);
  expect(successes[0]?.takenAs).toMatch(/^nightly\.[0-9a-f]{8}$/);
  expect(await list('loading')).toEqual([successes[0]?.takenAs]);
  expect(await folder.take({ name: 'nightly' })).toBeUndefined();
});

it('finds what was taken before whatever is new', async () => {
  const first = await taken('first');
  await bundle('older', 0);
  const [again, fresh] = await folder.waiting();
  expect(again).toEqual({ name: 'first', taken: first });
  expect(fresh).toEqual({ name: 'older' });
});

it('puts a bundle away with its report beside it, what matters first', async () => {
  const one = await taken('nightly');
  expect(await folder.putAway(one, 'failed', report(7, { state: 'failed', error: 'x' }))).toBe(
    'nightly',
  );
  expect(await list('failed')).toEqual(['nightly', 'nightly.report.json']);
  expect(await list('loading')).toEqual([]);
  const text = await readFile(join(path, 'failed', 'nightly.report.json'), 'utf8');
  expect(text).toMatch(/^\{\n {2}"bundle": "nightly",\n {2}"dealer": "A000",\n {2}"load": 7,\n/);
  expect(JSON.parse(text)).toMatchObject({ state: 'failed', error: 'x' });
});

it('never replaces an earlier bundle or its report', async () => {
  for (const load of [1, 2, 3]) await folder.putAway(await taken('n'), 'loaded', report(load));
  expect(await list('loaded')).toEqual(
    ['n', 'n.load-2', 'n.load-3'].flatMap((name) => [name, `${name}.report.json`]).sort(),
  );
  await mkdir(join(path, 'loaded', 'n.load-4'));
  expect(await folder.putAway(await taken('n'), 'loaded', report(4))).toBe('n.load-4-2');
});

it('completes what was cut short between the report and the bundle', async () => {
  const one = await taken('nightly');
  await mkdir(join(path, 'loaded'));
  await writeFile(join(path, 'loaded', 'nightly.report.json'), '{"load":7}');
  expect(await folder.putAway(one, 'loaded', report(7))).toBe('nightly');
  expect(await list('loaded')).toEqual(['nightly', 'nightly.report.json']);
});

it('moves a held bundle on when it is decided about', async () => {
  await folder.putAway(await taken('nightly'), 'held', report(7, { state: 'held' }));
  await mkdir(join(path, 'held', 'without report'));
  expect(await folder.held()).toEqual([{ name: 'nightly', load: 7 }]);
  await folder.release({ name: 'nightly', load: 7 }, 'loaded', report(7));
  expect(await list('held')).toEqual(['without report']);
  expect(await list('loaded')).toEqual(['nightly', 'nightly.report.json']);
});

it('follows no link out of the folder', async () => {
  const other = await temporaryFolder();
  await mkdir(join(other, 'theirs'));
  await writeFile(join(other, 'theirs', 'DONE'), '');
  for (const place of ['loading', 'loaded']) await symlink(other, join(path, place));
  expect(await names()).toEqual([]);
  await bundle('mine', 1);
  await expect(folder.take({ name: 'mine' })).rejects.toThrow('is no folder');
  await rm(join(path, 'loading'));
  await expect(folder.putAway(await taken('mine'), 'loaded', report(1))).rejects.toThrow(
    'is no folder',
  );
  await rm(other, { recursive: true });
});
