import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EFFORT } from '../support/effort.js';
import {
  judgePull,
  MARKED_LISTS,
  markedBundle,
  markedPush,
  type MarkedList,
} from '../support/marked-load.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';
import { writeBundle } from '../support/test-server.js';

// Thousands with: CRS_TEST_EFFORT=25 npm test -- test/e2e/publishes-during-pulls
const PULLS = 200 * EFFORT;
/** What must have been published between them, so that it is a test of what it says. */
const PUSHES = 12;
const IMPORTS = 2;
/** Who pulls at one time, each in pages of another size: so their pulls are told apart. */
const PULLERS = [5, 6, 7, 10];
const CUSTOMERS = [['1'], ['2', '3'], ['3', '1', '2']];
const ONE_CUSTOMER = [['1'], ['2'], ['3']];

interface Page {
  readonly items: Record<string, unknown>[];
  readonly totalPages: number;
  readonly totalElements: number;
}

let servers: ServerNodes;
let crs: string;
let rms: string;

beforeAll(async () => {
  servers = await startNodes();
  await servers.addDealer('A000');
  crs = await servers.server.token(['A000']);
  rms = await servers.server.token(['A000'], ['dealer']);
});
afterAll(() => servers.close());

/** Loads that each change, add and remove items, without a pause, until it is told to stop. */
class Publishers {
  begun = 0;
  pushed = 0;
  imported = 0;
  /** Published, as the publishers know it. */
  newest = 0;

  /** Pushes, full loads and deltas in turn, through either node in turn. */
  async push(): Promise<void> {
    const mark = ++this.begun;
    const mode = this.pushed % 2 === 0 ? 'full' : 'delta';
    const node = this.pushed >> 1;
    const { status, report } = await servers.push(
      node,
      rms,
      markedPush(mark, mode),
      `?mode=${mode}`,
    );
    expect({ status, state: report.state }).toEqual({ status: 200, state: 'published' });
    this.pushed++;
    this.newest = mark;
  }

  /** Imports by processes of their own. */
  async import(): Promise<void> {
    const mark = ++this.begun;
    const mode = this.imported % 2 === 0 ? 'delta' : 'full';
    const folder = join(servers.folder, `bundle-${mark}`);
    await mkdir(folder);
    await writeBundle(folder, markedBundle(mark, mode));
    const load = ['import', '--dealer', 'A000', '--mode', mode, folder];
    expect(await servers.cli.json(...load)).toMatchObject({ state: 'published' });
    this.imported++;
    this.newest = mark;
  }
}

/** Reads all pages of a list, each on the other node than the one before. */
async function pull(list: MarkedList, customers: readonly string[], items: number, first: number) {
  const bodies: Page[] = [];
  for (let page = 0; page === 0 || page < (bodies[0]?.totalPages ?? 0); page++) {
    const path = `/api/v1/${list}?customer=${customers.join(',')}&items=${items}&page=${page}`;
    const answer = await servers.get(first + page, path, crs);
    const text = await answer.text();
    // Also no 503 pull-ended: no pull here is idle for long, and nothing is cleaned away so soon.
    if (answer.status !== 200) throw new Error(`${answer.status} for ${path}: ${text}`);
    bodies.push(JSON.parse(text) as Page);
  }
  return bodies;
}

it(
  `${PULLS} pulls across two servers miss nothing, double nothing and mix no generations while loads are published`,
  async () => {
    const publishers = new Publishers();
    await publishers.push();
    const stop = new AbortController();
    const keep = async (publish: () => Promise<void>) => {
      while (!stop.signal.aborted) await publish();
    };
    const publishing = [keep(() => publishers.push()), keep(() => publishers.import())];
    let pulls = 0;
    const sum = { missed: 0, doubled: 0, foreign: 0, miscounted: 0 };
    let overtaken = 0;
    const generations = new Set<number>();
    const puller = async (items: number) => {
      while (pulls < PULLS || publishers.pushed < PUSHES || publishers.imported < IMPORTS) {
        const number = pulls++;
        const list = MARKED_LISTS[number % 3] ?? 'contract';
        const choice = list === 'invoice' ? ONE_CUSTOMER : CUSTOMERS;
        const customers = choice[items % choice.length] ?? [];
        const bodies = await pull(list, customers, items, number);
        const all = bodies.flatMap((body) => body.items);
        const { mark, missed, doubled, foreign } = judgePull(list, customers, all);
        sum.missed += missed;
        sum.doubled += doubled;
        sum.foreign += foreign;
        sum.miscounted += bodies.filter(({ totalElements }) => totalElements !== all.length).length;
        generations.add(mark);
        if (publishers.newest > mark) overtaken++;
      }
    };
    try {
      await Promise.race([Promise.all(PULLERS.map(puller)), Promise.all(publishing)]);
    } finally {
      stop.abort();
      await Promise.allSettled(publishing);
    }
    await Promise.all(publishing);
    expect(sum).toEqual({ missed: 0, doubled: 0, foreign: 0, miscounted: 0 });
    expect(generations.size).toBeGreaterThan(2);
    expect(overtaken).toBeGreaterThan(0);
    expect(await servers.leftovers()).toEqual({ staging: 0, running: 0 });
  },
  120_000 * EFFORT,
);
