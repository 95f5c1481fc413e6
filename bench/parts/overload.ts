import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '../../src/database/session.js';
import { installProduct, makeBundle, settle } from '../dealer-data.js';
import { flood, type FloodResult } from '../load/flood.js';
import { httpSlice, type HttpTarget } from '../load/http-slice.js';
import { acknowledged, storedTimes } from '../load/one-message.js';
import { fullPages, pathOf } from '../load/page-request.js';
import { middle, probes, recovery } from '../load/probe.js';
import { fixed, sizeOf, tell, type Bar, type BenchOptions, type PartResult } from '../part.js';
import type { ProductServer } from '../processes/product.js';
import type { Workspace } from '../processes/workspace.js';

const DEALER = 'B001';
const TIMES = 10;
const CONNECTIONS = 32;
const FLOOD_CONNECTIONS = 2_000;
const MOST_RECOVERY_SECONDS = 30;
const MESSAGE_EVERY_MS = 100;

/** Ten times as much as the server can: what it answers, how fast, and how soon it is itself again. */
export async function overload(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const sizes = {
    customers: sizeOf(options, options.customers, 200, 20),
    contracts: sizeOf(options, options.contracts, 20_000, 1_000),
    invoices: sizeOf(options, options.invoices, 1_000, 100),
  };
  const { url, product } = await installProduct(workspace, 'overload');
  const bundle = await makeBundle(workspace, 'bundle', sizes);
  await product.addDealer(DEALER, bundle);
  await settle(url);
  const server = await product.start(DEALER);
  const requests = await fullPages(url, DEALER, 'contracts', 200);
  const target = { ...server, paths: requests.map((request) => pathOf('contracts', request)) };
  tell('warm-up, and what it can');
  const seconds = sizeOf(options, options.seconds, 30, 3);
  await httpSlice(target, CONNECTIONS, sizeOf(options, undefined, 10, 2));
  const capacity = await httpSlice(target, CONNECTIONS, sizeOf(options, undefined, 10, 2));
  const perSecond = Math.round(capacity.pages / capacity.seconds);
  const usual = middle(await probes(target, options.quick ? 20 : 100));
  tell(`${perSecond} pages a second; now ${TIMES} times that for ${seconds} s`);
  const found = await overloaded(target, TIMES * perSecond, seconds, workspace.folder);
  tell('and until it is itself again');
  const recovered = await recovery(target, usual, MOST_RECOVERY_SECONDS);
  const stored = await withClient(url, (client) => storedTimes(client, found.messages));
  const bars = barsOf(found, recovered, stored);
  return {
    sizes: { ...sizes, perSecond, askedPerSecond: TIMES * perSecond, seconds },
    tables: [table(found, perSecond)],
    bars,
    raw: { capacity, usual, recovered, ...found },
  };
}

interface Found {
  readonly pages: FloodResult;
  /** Ids of the messages that were acknowledged. */
  readonly messages: readonly string[];
  readonly refusedMessages: number;
}

/** Floods the server with requests for pages, and submits a message now and then. */
async function overloaded(
  target: HttpTarget & ProductServer,
  perSecond: number,
  seconds: number,
  folder: string,
): Promise<Found> {
  const over = new AbortController();
  const messages: string[] = [];
  let refusedMessages = 0;
  const submitting = (async () => {
    while (!over.signal.aborted) {
      const id = await acknowledged(target, DEALER);
      if (id === undefined) refusedMessages++;
      else messages.push(id);
      await delay(MESSAGE_EVERY_MS);
    }
  })();
  const { url, token, paths } = target;
  const connections = FLOOD_CONNECTIONS;
  try {
    const pages = await flood({ url, token, paths, perSecond, connections, seconds }, folder);
    over.abort();
    await submitting;
    return { pages, messages, refusedMessages };
  } finally {
    over.abort();
    await submitting;
  }
}

function table({ pages, messages, refusedMessages }: Found, capacity: number) {
  const rows = Object.entries(pages.statuses).map(([status, { count, p50, p99, max }]) => [
    status,
    fixed(count / pages.seconds, 0),
    `${fixed((100 * count) / pages.sent, 1)} %`,
    ...[p50, p99, max].map((time) => fixed(time, 0)),
  ]);
  const others: [string, number][] = [
    ['broken', pages.broken],
    ['not sent: no connection was free', pages.unsent],
    ['messages acknowledged', messages.length],
    ['messages refused', refusedMessages],
  ];
  return {
    title: `${fixed(pages.sent / pages.seconds, 0)} requests a second of a server that can ${capacity}`,
    head: ['status', 'a second', 'share', 'p50 ms', 'p99 ms', 'max ms'],
    rows: [...rows, ...others.map(([what, number]) => [what, String(number), '', '', '', ''])],
  };
}

function barsOf({ pages, messages }: Found, recovered: number, stored: number): Bar[] {
  const { '200': served, '503': refused, ...others } = pages.statuses;
  const strange = Object.values(others).reduce((sum, { count }) => sum + count, 0) + pages.broken;
  const slowest = Math.max(served?.max ?? Infinity, refused?.max ?? 0);
  return [
    { text: 'answers that are neither 200 nor 503', value: strange, limit: 0, kind: 'at most' },
    { text: 'slowest answer, ms', value: slowest, limit: 1_000, kind: 'at most' },
    { text: 'seconds until it is itself again', value: recovered, limit: 10, kind: 'at most' },
    {
      text: 'acknowledged messages that are not there once',
      value: messages.length - stored,
      limit: 0,
      kind: 'at most',
    },
  ];
}
