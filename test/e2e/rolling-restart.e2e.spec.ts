import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EFFORT } from '../support/effort.js';
import { judgePull, markedPush, type MarkedList } from '../support/marked-load.js';
import { startBalancer, type Balancer } from '../support/balancer.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';

// More: CRS_TEST_EFFORT=10 npm test -- test/e2e/rolling-restart
const RESTARTS = 2 * EFFORT;
const PULLERS = [5, 6, 7, 10];
const CUSTOMERS = ['1', '2', '3'];

let servers: ServerNodes;
let balancer: Balancer;
let crs: string;
let rms: string;

beforeAll(async () => {
  servers = await startNodes();
  balancer = startBalancer(servers.nodes);
  await servers.addDealer('A000');
  crs = await servers.server.token(['A000']);
  rms = await servers.server.token(['A000'], ['dealer']);
});
afterAll(async () => {
  balancer.close();
  await servers.close();
});

interface Page {
  readonly items: Record<string, unknown>[];
  readonly totalPages: number;
}

/** Pulls a list through the balancer, and judges it. */
async function pull(list: MarkedList, items: number) {
  const all: Record<string, unknown>[] = [];
  let pages = 1;
  for (let page = 0; page < pages; page++) {
    const path = `/api/v1/${list}?customer=${CUSTOMERS.join(',')}&items=${items}&page=${page}`;
    const { status, text } = await balancer.get(path, crs);
    if (status !== 200) throw new Error(`${status} for ${path}: ${text}`);
    const body = JSON.parse(text) as Page;
    pages = body.totalPages;
    all.push(...body.items);
  }
  return judgePull(list, CUSTOMERS, all);
}

it(
  `no request fails and no pull is broken while servers are restarted ${RESTARTS} times, one after the other`,
  async () => {
    let mark = 0;
    const publish = async (node: number) => {
      const answer = await servers.push(node, rms, markedPush(++mark, 'full'));
      expect(answer.status).toBe(200);
    };
    await publish(0);
    const stop = new AbortController();
    let pulls = 0;
    let across = 0;
    const puller = async (items: number) => {
      while (!stop.signal.aborted) {
        const before = mark;
        const verdict = await pull(items % 2 === 0 ? 'contract' : 'jobsite', items);
        expect(verdict).toMatchObject({ missed: 0, doubled: 0, foreign: 0 });
        pulls++;
        if (mark > before && verdict.mark <= before) across++;
      }
    };
    const pulling = Promise.all(PULLERS.map(puller));
    const restarting = (async () => {
      for (let restart = 0; restart < RESTARTS; restart++) {
        const node = restart % 2;
        const ended = servers.nodes[node]?.process.end('SIGTERM');
        // So that a pull that goes on must go on at its pin.
        await publish(node + 1);
        expect(await ended).toEqual({ status: 0, signal: null });
        await servers.restart(node);
      }
    })();
    try {
      await Promise.race([pulling, restarting]);
    } finally {
      stop.abort();
      await Promise.allSettled([pulling, restarting]);
    }
    await Promise.all([pulling, restarting]);
    expect(pulls).toBeGreaterThan(PULLERS.length);
    expect(across).toBeGreaterThan(0);
    expect(balancer.refused).toBeGreaterThan(0);
  },
  120_000 * EFFORT,
);
