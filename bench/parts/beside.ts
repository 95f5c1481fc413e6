import { join } from 'node:path';
import autocannon from 'autocannon';
import { installProduct, makeBundle, settle } from '../dealer-data.js';
import { fullPages, pathOf } from '../load/page-request.js';
import { push, tagBundle } from '../load/push.js';
import { median } from '../load/statistics.js';
import { fixed, sizeOf, tell, type BenchOptions, type PartResult } from '../part.js';
import type { ProductServer } from '../processes/product.js';
import type { Workspace } from '../processes/workspace.js';

const READ = 'B001';
const LOADED = 'B002';
const MOST_REQUESTS = 200;
// What many clients at once ask of a server; far from all that it can.
const PAGES_PER_SECOND = 50;
const CONNECTIONS = 4;

/** Pages while the same process takes in a large load of another dealer, against pages at rest. */
export async function beside(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const invoices = sizeOf(options, options.invoices, 300_000, 10_000);
  const sizes = {
    customers: sizeOf(options, options.customers, 2_000, 20),
    contracts: options.contracts ?? Math.ceil(invoices / 10),
    invoices,
  };
  const seconds = sizeOf(options, options.seconds, 20, 3);
  const rounds = sizeOf(options, options.rounds, 3, 1);
  const small = { customers: 200, contracts: 2_000, invoices: 20_000 };
  const { url, product } = await installProduct(workspace, 'beside');
  await product.addDealer(READ, await makeBundle(workspace, 'small', small));
  await product.cli('dealer', 'add', LOADED, '--name', 'Loaded meanwhile');
  const file = join(workspace.folder, 'push.ndjson');
  await tagBundle(await makeBundle(workspace, 'large', sizes), file);
  const paths = (await fullPages(url, READ, 'invoices', MOST_REQUESTS)).map((request) =>
    pathOf('invoices', { ...request, dealer: READ }),
  );
  const server = await product.start(READ, LOADED);
  await steadyPages(server, paths, seconds);
  const raw: { rest: Latency; beside: Latency; loadSeconds: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await settle(url);
    tell(`round ${round} of ${rounds}: pages at rest, then beside a load`);
    const rest = await steadyPages(server, paths, seconds);
    const load = new AbortController();
    const pages = steadyPages(server, paths, load.signal);
    // The first of them is a first load; the later ones find nothing changed.
    const loadSeconds = await push(server, LOADED, file).finally(() => load.abort());
    raw.push({ rest, beside: await pages, loadSeconds });
  }
  const middle = (of: (round: (typeof raw)[number]) => number) => median(raw.map(of));
  const row = (name: string, of: (round: (typeof raw)[number]) => Latency) => [
    name,
    ...(['p50', 'p90', 'p99', 'max'] as const).map((part) =>
      fixed(
        middle((round) => of(round)[part]),
        1,
      ),
    ),
  ];
  const ratio = middle(({ rest, beside: loaded }) => loaded.p99 / rest.p99);
  return {
    sizes: { ...sizes, rounds, pagesPerSecond: PAGES_PER_SECOND },
    tables: [
      {
        title: `Pages of 20 invoices in ms, ${PAGES_PER_SECOND} a second`,
        head: ['', 'p50', 'p90', 'p99', 'max'],
        rows: [row('at rest', ({ rest }) => rest), row('beside a load', ({ beside: b }) => b)],
      },
    ],
    bars: [
      {
        text: 'p99 of a page beside a load against at rest',
        value: ratio,
        limit: 3,
        kind: 'at most',
      },
    ],
    raw: { rounds: raw },
  };
}

interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Pages at a steady rate, for so many seconds or until the signal.
 * @throws Error when an answer is not 200
 */
async function steadyPages(
  { url, token }: ProductServer,
  paths: readonly string[],
  end: number | AbortSignal,
): Promise<Latency> {
  const running = autocannon({
    url,
    connections: CONNECTIONS,
    overallRate: PAGES_PER_SECOND,
    duration: typeof end === 'number' ? end : 3_600,
    headers: { authorization: `Bearer ${token}` },
    requests: paths.map((path) => ({ path })),
  });
  if (typeof end !== 'number')
    end.addEventListener('abort', () => (running as unknown as { stop(): void }).stop());
  const { latency, non2xx, errors, timeouts } = await running;
  if (non2xx + errors + timeouts > 0) throw new Error('Not every page was served');
  const { p50, p90, p99, max } = latency;
  return { p50, p90, p99, max };
}
