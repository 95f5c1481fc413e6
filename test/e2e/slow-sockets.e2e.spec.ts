import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EFFORT } from '../support/effort.js';
import { fullBundle, PULL_PATHS } from '../support/process-faults.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';

// Thousands with: CRS_TEST_EFFORT=10 npm test -- test/e2e/slow-sockets
const SOCKETS = 400 * EFFORT;
const REQUESTS = 200;
/** They take about 20 ms: this is far from what a busy machine makes of that. */
const UNAFFECTED_MS = 4_000;
const MEGABYTES_A_THOUSAND_SOCKETS = 100;

let servers: ServerNodes;
let token: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  servers = await startNodes();
  await servers.addDealer('A000');
  token = await servers.server.token(['A000']);
  await servers.server.load('A000', fullBundle('Bond'));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await servers.close();
});

/** Requests that do not go on. */
const HALVES = [
  'GET /api/v1/contract?customer=C1 HTTP/1.1\r\nHost: crs\r\nAuthor',
  'POST /oauth/token HTTP/1.1\r\nHost: crs\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ngrant_',
  'POST /dealer/v1/loads HTTP/1.1\r\nHost: crs\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"res',
  '',
];

async function open(index: number): Promise<void> {
  const { hostname, port } = new URL(servers.nodes[0]?.address ?? '');
  const socket = connect(Number(port), hostname);
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  socket.write(HALVES[index % HALVES.length] ?? '');
}

/** The memory of the server, in megabytes. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${servers.nodes[0]?.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Asks all there is to ask, in turn. @returns the time of the slowest answer */
async function slowest(): Promise<number> {
  let longest = 0;
  for (let n = 0; n < REQUESTS; n++) {
    const begun = performance.now();
    const answer = await servers.get(0, PULL_PATHS[n % PULL_PATHS.length] ?? '', token);
    await answer.text();
    expect(answer.status).toBe(200);
    longest = Math.max(longest, performance.now() - begun);
  }
  return longest;
}

it(`${SOCKETS} sockets that send half a request do not affect others, and take little memory`, async () => {
  await slowest();
  const before = await memory();
  for (let index = 0; index < SOCKETS; index += 50)
    await Promise.all(Array.from({ length: 50 }, (_, n) => open(index + n)));
  expect(await slowest()).toBeLessThan(UNAFFECTED_MS);
  // Half of them were answered by now: without a token nobody reads their bodies.
  expect(sockets.filter((socket) => !socket.destroyed).length).toBeGreaterThan(SOCKETS / 2);
  expect((await memory()) - before).toBeLessThan(
    64 + (SOCKETS / 1000) * MEGABYTES_A_THOUSAND_SOCKETS,
  );
  expect(servers.nodes[0]?.process.stderr()).toBe('');
}, 120_000);
