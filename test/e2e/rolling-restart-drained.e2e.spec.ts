import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EFFORT } from '../support/effort.js';
import { startHealthBalancer, type HealthBalancer } from '../support/health-balancer.js';
import { judgePull, markedPush } from '../support/marked-load.js';
import { opening } from '../support/message-traffic.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';

// More: CRS_TEST_EFFORT=25 npm test -- test/e2e/rolling-restart-drained
const RESTARTS = 2 * EFFORT;
// Far longer than the balancer takes to look, also on a busy machine.
const DRAIN = '3';
const PULLERS = [5, 7];
const POSTERS = 1;
const CUSTOMERS = ['1', '2', '3'];

let servers: ServerNodes;
let balancer: HealthBalancer;
let crs: string;

beforeAll(async () => {
  servers = await startNodes({ DRAIN_SECONDS: DRAIN });
  balancer = startHealthBalancer(servers.nodes);
  await servers.addDealer('A000');
  crs = await servers.server.token(['A000']);
  const rms = await servers.server.token(['A000'], ['dealer']);
  expect((await servers.push(0, rms, markedPush(1, 'full'))).status).toBe(200);
  await balancer.ready(2);
});
afterAll(async () => {
  await balancer.close();
  await servers.close();
});

interface Page {
  readonly items: Record<string, unknown>[];
  readonly totalPages: number;
}

/** Pulls the contracts through the balancer, and judges them. */
async function pull(items: number) {
  const all: Record<string, unknown>[] = [];
  let pages = 1;
  for (let page = 0; page < pages; page++) {
    const path = `/api/v1/contract?customer=${CUSTOMERS.join(',')}&items=${items}&page=${page}`;
    const { status, text } = await balancer.send({ path, token: crs });
    expect([path, status]).toEqual([path, 200]);
    const body = JSON.parse(text) as Page;
    pages = body.totalPages;
    all.push(...body.items);
  }
  return judgePull('contract', CUSTOMERS, all);
}

/** How often each message was stored, by the ids that were sent. */
async function storedTimes(): Promise<number[]> {
  const { rows } = await servers.server.database.pool.query<{ times: number }>(
    `SELECT count(*)::int AS times FROM message WHERE direction = 'in'
     GROUP BY submitted_message_id`,
  );
  return rows.map(({ times }) => times);
}

it(
  `a balancer that heeds /health/ready has no request fail and sends none twice, while servers are restarted ${RESTARTS} times`,
  async () => {
    const stop = new AbortController();
    let [pulls, messages] = [0, 0];
    const puller = async (items: number) => {
      while (!stop.signal.aborted) {
        expect(await pull(items)).toMatchObject({ missed: 0, doubled: 0, foreign: 0 });
        pulls++;
      }
    };
    const poster = async () => {
      while (!stop.signal.aborted) {
        const number = ++messages;
        const body = opening('A000', `${number}`, `message-${number}`);
        const { status } = await balancer.send({ path: '/api/v1/message', token: crs, body });
        expect(status).toBe(200);
      }
    };
    const working = Promise.all([
      ...PULLERS.map(puller),
      ...Array.from({ length: POSTERS }, () => poster()),
    ]);
    const restarting = (async () => {
      for (let restart = 0; restart < RESTARTS; restart++) {
        const node = restart % 2;
        const ended = await servers.nodes[node]?.process.end('SIGTERM');
        expect(ended).toEqual({ status: 0, signal: null });
        await servers.restart(node);
        await balancer.ready(2);
      }
    })();
    try {
      await Promise.race([working, restarting]);
    } finally {
      stop.abort();
      await Promise.allSettled([working, restarting]);
    }
    await Promise.all([working, restarting]);
    expect(pulls).toBeGreaterThan(PULLERS.length);
    const stored = await storedTimes();
    expect(stored).toHaveLength(messages);
    expect(new Set(stored)).toEqual(new Set([1]));
  },
  120_000 * EFFORT,
);
