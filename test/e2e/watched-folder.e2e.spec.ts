import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EFFORT } from '../support/effort.js';
import { customer } from '../support/items.js';
import type { ServerProcess } from '../support/process-server.js';
import { openWatchBench, type WatchBench } from '../support/process-watch.js';
import type { Bundle } from '../support/test-server.js';
import { until } from '../support/until.js';

// One story, told in order.
let bench: WatchBench;
let server: ServerProcess;

beforeAll(async () => {
  bench = await openWatchBench();
  server = bench.start();
});
afterAll(() => bench.close());

const people = (name: string, count = 1): Bundle => ({
  'customers.ndjson': Array.from({ length: count }, (_, n) => customer(`${name}-${n}`)),
});
const served = (id: string) => bench.imports.text(`customer?customer=${id}&dealer=A000`);
const report = (place: string, name: string) =>
  until(() => bench.folder.report('A000', place, name), 60_000);
const left = () => bench.folder.list('A000', 'loading');

/** The states of the loads of a bundle, in the order in which they were begun. */
async function loadsOf(name: string): Promise<string[]> {
  const loads = await bench.loads('A000');
  return loads.filter(({ bundle }) => bundle === name).map(({ state }) => state);
}

/** A bundle was loaded once, and is where it belongs, with its report. */
async function expectLoadedOnce(name: string): Promise<void> {
  expect(await report('loaded', name)).toMatchObject({ bundle: name, state: 'published' });
  const states = await loadsOf(name);
  expect(states.filter((state) => state === 'published')).toHaveLength(1);
  expect(await left()).toEqual([]);
  expect(await served(`${name}-0`)).toContain(`"${name}-0"`);
}

it('loads a bundle that arrives, and serves it', async () => {
  await bench.folder.deliver('A000', 'first', people('first'));
  await expectLoadedOnce('first');
  expect(await loadsOf('first')).toEqual(['published']);
  // Lines of the log are written some at a time.
  const [taken, loaded] = await until(() => {
    const lines = server.stdout().split('\n').slice(0, -1);
    const found = lines.filter((line) => line.includes('first'));
    return found.length > 1 && found.map((line) => JSON.parse(line) as Record<string, unknown>);
  });
  expect(taken).toMatchObject({ dealer: 'A000', msg: 'Took a bundle' });
  expect(loaded).toMatchObject({
    dealer: 'A000',
    bundle: 'loaded/first',
    load: 1,
    state: 'published',
    rows: 1,
    msg: 'A bundle was loaded',
  });
});

it('does not touch a bundle that is still being written', async () => {
  const folder = join(bench.folder.path, 'A000', 'slow');
  await mkdir(folder);
  await writeFile(join(folder, 'customers.ndjson'), '{"customerId":"slow-0",');
  await bench.folder.deliver('A000', 'quick', people('quick'), 'delta');
  await expectLoadedOnce('quick');
  expect(await loadsOf('slow')).toEqual([]);
  await writeFile(join(folder, 'customers.ndjson'), `${JSON.stringify(customer('slow-0'))}\n`);
  await writeFile(join(folder, 'DONE'), 'delta\n');
  await expectLoadedOnce('slow');
});

it('moves a broken bundle to failed/ with a report, and the command line shows it', async () => {
  await bench.folder.deliver('A000', 'broken', { 'customers.ndjson': '{"customerId":"x"' });
  const { error, load } = await report('failed', 'broken');
  expect(error).toMatch(/^customers\.ndjson cannot be read to its end, line 1: /);
  expect(await served('slow-0')).toContain('"slow-0"');
  const { stdout } = await bench.imports.cli('loads', 'show', `${load}`, '--dealer', 'A000');
  expect(stdout).toMatch(/│ broken\.[0-9a-f]{8} │ customers\.ndjson cannot be read/);
});

it('ends within seconds while a bundle is loaded, and the next start loads it', async () => {
  await bench.whileLocked('dealer_generation', async (tried) => {
    await bench.folder.deliver('A000', 'stopped', people('stopped'), 'delta');
    await tried();
    const begun = performance.now();
    expect(await server.end()).toEqual({ status: 0, signal: null });
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
  expect(await left()).toHaveLength(1);
  server = bench.start();
  await expectLoadedOnce('stopped');
  expect(await loadsOf('stopped')).toEqual(['failed', 'published']);
});

it('killed after it took a bundle, it is loaded by the next start', async () => {
  await bench.whileLocked('dealer', async (tried) => {
    await bench.folder.deliver('A000', 'taken', people('taken'), 'delta');
    await tried();
    expect(await left()).toHaveLength(1);
    await server.end('SIGKILL');
  });
  server = bench.start();
  await expectLoadedOnce('taken');
});

it('killed while it publishes a bundle, it is loaded by the next start', async () => {
  await bench.whileLocked('dealer_generation', async (tried) => {
    await bench.folder.deliver('A000', 'publishing', people('publishing'), 'delta');
    await tried();
    await server.end('SIGKILL');
  });
  server = bench.start();
  await expectLoadedOnce('publishing');
  expect(await loadsOf('publishing')).toHaveLength(2);
});

it('killed after it published a bundle, the next start only moves it', async () => {
  // What is in the way of the move keeps the server at this point.
  await rm(join(bench.folder.path, 'A000', 'loaded'), { recursive: true });
  await writeFile(join(bench.folder.path, 'A000', 'loaded'), '');
  await bench.folder.deliver('A000', 'published', people('published'), 'delta');
  await until(async () => (await loadsOf('published'))[0] === 'published', 60_000);
  await server.end('SIGKILL');
  expect(await left()).toHaveLength(1);
  await rm(join(bench.folder.path, 'A000', 'loaded'));
  server = bench.start();
  await expectLoadedOnce('published');
  expect(await loadsOf('published')).toHaveLength(1);
});

// Twenty with: CRS_TEST_EFFORT=20 npm test -- test/e2e/watched-folder
const KILLS = EFFORT;
const BUNDLES = 20;
const dealerOf = (index: number) => (index % 2 === 0 ? 'A000' : 'B000');

/** Kills one of the servers at a random point of a round of bundles; another one takes its place. */
async function roundWithKill(servers: ServerProcess[], names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries())
    await bench.folder.deliver(dealerOf(index), name, people(name, 100));
  const [, , , , fifth] = names;
  await until(async () => (await bench.loads()).some(({ bundle }) => bundle === fifth), 60_000);
  // Not a wait for something: this is the random point.
  await delay(Math.random() * 500);
  await servers.shift()?.end('SIGKILL');
  const next = bench.start();
  servers.push(next);
  await next.address();
  const reports = (place: string) =>
    Promise.all(names.map((name, index) => bench.folder.report(dealerOf(index), place, name)));
  await until(async () => {
    expect((await reports('failed')).filter((one) => one !== undefined)).toEqual([]);
    return (await reports('loaded')).every((one) => one?.state === 'published');
  }, 60_000);
}

it(
  `two servers load each of ${BUNDLES} bundles once and in order, while one of them is killed`,
  async () => {
    const servers = [server, bench.start()];
    await servers[1]?.address();
    const names: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const round = Array.from({ length: BUNDLES }, (_, n) => `many-${kill}-${n + 10}`);
      await roundWithKill(servers, round);
      names.push(...round);
    }
    const loads = (await bench.loads()).filter(({ bundle }) => bundle.startsWith('many'));
    const published = loads.filter(({ state }) => state === 'published');
    // What a kill cut off, and nothing else, was begun twice: at most one load of each dealer.
    expect(loads.length - published.length).toBeLessThanOrEqual(2 * KILLS);
    for (const dealer of ['A000', 'B000']) {
      const order = published.filter((load) => load.dealer === dealer).map(({ bundle }) => bundle);
      expect(order).toEqual(names.filter((_name, index) => dealerOf(index) === dealer));
      expect(await bench.folder.list(dealer, 'loading')).toEqual([]);
      expect(await bench.folder.list(dealer, 'failed')).toEqual(
        dealer === 'A000' ? ['broken', 'broken.report.json'] : [],
      );
    }
  },
  60_000 + KILLS * 20_000,
);
