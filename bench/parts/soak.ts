import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { changeBundle } from '../change-bundle.js';
import { installProduct, makeBundle, settle } from '../dealer-data.js';
import { fullPages, pathOf } from '../load/page-request.js';
import { push, tagBundle } from '../load/push.js';
import { median } from '../load/statistics.js';
import { breakOffs, messages, pulls, slowSockets, type Tally, type Worked } from '../load/work.js';
import { fixed, tell, type BenchOptions, type PartResult } from '../part.js';
import type { ProductServer } from '../processes/product.js';
import type { Workspace } from '../processes/workspace.js';

const DEALER = 'B001';
const PULLERS = 4;
const PULL_EVERY_MS = 40;
const MESSAGE_EVERY_MS = 200;
const BREAK_OFF_EVERY_MS = 250;
const SLOW_SOCKETS = 200;
const LOAD_EVERY_MS = 60_000;
const MEGABYTE = 2 ** 20;

interface Sample {
  readonly seconds: number;
  readonly rss: number;
  /** After a collection of garbage; not with every sample. */
  readonly heap?: number;
  readonly delayP99: number;
  readonly delayMax: number;
  readonly sockets: number;
}

/** All that a server does, for a long time: does it take more and more of anything? */
export async function soak(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const minutes = options.minutes ?? (options.quick ? 1 : 30);
  const sizes = { customers: 200, contracts: 5_000, invoices: 20_000 };
  const file = join(workspace.folder, 'samples.ndjson');
  const { url, product } = await installProduct(workspace, 'soak', { BENCH_SAMPLES: file });
  const bundle = await makeBundle(workspace, 'bundle', sizes);
  await changeBundle(bundle, `${bundle}-changed`);
  const loads = [`${bundle}.ndjson`, `${bundle}-changed.ndjson`];
  await tagBundle(bundle, loads[0] ?? '');
  await tagBundle(`${bundle}-changed`, loads[1] ?? '');
  await product.addDealer(DEALER, bundle);
  await settle(url);
  const server = await product.start(DEALER);
  const requests = await fullPages(url, DEALER, 'invoices', 200);
  const paths = requests.map((request) => pathOf('invoices', request));
  tell(`working for ${minutes} minutes`);
  const tallies = await work({ ...server, paths }, loads, minutes);
  const samples = (await readFile(file, 'utf8')).trim().split('\n').map(parseSample);
  return result(samples, tallies, { ...sizes, minutes });
}

type Tallies = Readonly<Record<string, Tally>>;

async function work(target: Worked & ProductServer, loads: readonly string[], minutes: number) {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const tally = (): Tally => ({ done: 0, failed: 0 });
  const tallies = {
    pages: tally(),
    messages: tally(),
    loads: tally(),
    'requests broken off': tally(),
    'slow sockets': tally(),
  };
  const working = [
    ...Array.from({ length: PULLERS }, () =>
      pulls(target, PULL_EVERY_MS, over.signal, tallies.pages),
    ),
    messages(target, DEALER, MESSAGE_EVERY_MS, over.signal, tallies.messages),
    breakOffs(target, BREAK_OFF_EVERY_MS, over.signal, tallies['requests broken off']),
    slowSockets(target, SLOW_SOCKETS, over.signal, tallies['slow sockets']),
    pushes(target, loads, over.signal, tallies.loads),
  ];
  await delay(minutes * 60_000);
  over.abort();
  await Promise.all(working);
  return tallies;
}

async function pushes(
  server: ProductServer,
  files: readonly string[],
  over: AbortSignal,
  tally: Tally,
): Promise<void> {
  while (!over.aborted) {
    try {
      await push(server, DEALER, files[tally.done % files.length] ?? '');
      tally.done++;
    } catch (error) {
      tally.failed++;
      tell(String(error));
    }
    await delay(LOAD_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
}

function parseSample(line: string): Sample {
  return JSON.parse(line) as Sample;
}

function result(
  samples: readonly Sample[],
  tallies: Tallies,
  sizes: Readonly<Record<string, number>>,
): PartResult {
  // The first third fills caches and pools.
  const settled = samples.slice(Math.floor(samples.length / 3));
  const heaps = settled.filter(({ heap }) => heap !== undefined);
  const megabytes = (of: (sample: Sample) => number, list = settled) => [
    fixed(of(list[0] ?? samples[0] ?? NOTHING) / MEGABYTE, 0),
    fixed(median(list.map(of)) / MEGABYTE, 0),
    fixed(Math.max(...list.map(of)) / MEGABYTE, 0),
    fixed(growth(list, of), 1),
  ];
  const plain = (of: (sample: Sample) => number, digits: number) => [
    fixed(of(settled[0] ?? NOTHING), digits),
    fixed(median(settled.map(of)), digits),
    fixed(Math.max(...settled.map(of)), digits),
    '',
  ];
  return {
    sizes,
    tables: [
      {
        title: 'The server in the last two thirds',
        head: ['', 'first', 'middle', 'most', 'growth %'],
        rows: [
          ['resident, MB', ...megabytes(({ rss }) => rss)],
          ['heap after a collection, MB', ...megabytes(({ heap = 0 }) => heap, heaps)],
          ['event-loop delay p99, ms', ...plain(({ delayP99 }) => delayP99, 1)],
          ['event-loop delay, longest, ms', ...plain(({ delayMax }) => delayMax, 0)],
          ['sockets', ...plain(({ sockets }) => sockets, 0)],
        ],
      },
      {
        title: 'What it did',
        head: ['', 'done', 'failed'],
        rows: Object.entries(tallies).map(([what, { done, failed }]) => [
          what,
          String(done),
          String(failed),
        ]),
      },
    ],
    bars: [
      {
        text: 'growth of the resident size in the last two thirds, %',
        value: growth(settled, ({ rss }) => rss),
        limit: 5,
        kind: 'at most',
      },
      {
        text: 'growth of the heap in the last two thirds, %',
        value: growth(heaps, ({ heap = 0 }) => heap),
        limit: 5,
        kind: 'at most',
      },
      {
        text: 'what failed',
        value: Object.values(tallies).reduce((sum, { failed }) => sum + failed, 0),
        limit: 0,
        kind: 'at most',
      },
    ],
    raw: { samples },
  };
}

const NOTHING: Sample = { seconds: 0, rss: 0, delayP99: 0, delayMax: 0, sockets: 0 };

/** By how many percent the line of best fit rises from the first sample to the last. */
function growth(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [samples.map(({ seconds }) => seconds), samples.map(of)];
  const [meanX, meanY] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, value, n) => sum + (value - meanX) * ((y[n] ?? 0) - meanY), 0) /
    x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const [first = 0, last = 0] = [x[0], x.at(-1)];
  return (100 * slope * (last - first)) / (meanY - slope * (meanX - first));
}
