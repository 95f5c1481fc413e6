import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent, request as tlsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeAuthority, type TestAuthority } from '../support/certificates.js';
import { EFFORT } from '../support/effort.js';
import { fullBundle, PULL_PATHS } from '../support/process-faults.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';
import { startServerProcess, type ServerProcess } from '../support/process-server.js';
import { tlsFiles, type TlsFiles } from '../support/tls-files.js';
import { until } from '../support/until.js';

// Thousands with: CRS_TEST_EFFORT=10 npm test -- test/e2e/slow-sockets
const SOCKETS = 400 * EFFORT;
const AT_ONCE = 50;
const REQUESTS = 200;
/** They take about 20 ms: this is far from what a busy machine makes of that. */
const UNAFFECTED_MS = 4_000;
const MEGABYTES_A_THOUSAND_SOCKETS = 100;
const ROOM = { MAX_CONNECTIONS: '100000' };

let servers: ServerNodes;
let secure: ServerProcess;
let authority: TestAuthority;
let files: TlsFiles;
let agent: Agent;
let token: string;
let sockets: Socket[] = [];

beforeAll(async () => {
  servers = await startNodes(ROOM);
  await servers.addDealer('A000');
  token = await servers.server.token(['A000']);
  await servers.server.load('A000', fullBundle('Bond'));
  authority = await makeAuthority();
  files = await tlsFiles(await authority.issue());
  agent = new Agent({ ca: authority.cert, keepAlive: true });
  const { DATABASE_URL, SECRETS_KEY } = servers.server.config;
  // The issuer that the others have.
  const shared = { DATABASE_URL, SECRETS_KEY, PUBLIC_URL: 'http://localhost:0' };
  const environment = { ...shared, ...ROOM, ...files.environment };
  secure = startServerProcess({ cwd: servers.folder, environment });
  await secure.address();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  agent.destroy();
  await servers.close();
  await rm(files.folder, { recursive: true });
});

/** Requests that do not go on. */
const HALVES = [
  'GET /api/v1/contract?customer=C1 HTTP/1.1\r\nHost: crs\r\nAuthor',
  'POST /oauth/token HTTP/1.1\r\nHost: crs\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ngrant_',
  'POST /dealer/v1/loads HTTP/1.1\r\nHost: crs\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"res',
  '',
];

/** Of 500 bytes, a client that begins to speak TLS has sent these. */
const HALF_A_HELLO = Buffer.concat([Buffer.from('16030101f4010001f00303', 'hex'), randomBytes(40)]);

/** The server under attack: how to reach it. */
interface Target {
  readonly url: URL;
  readonly pid: number;
  /** Opens a socket that does not go on. @param index which of the ways not to */
  readonly open: (index: number) => Promise<Socket>;
}

async function plain(): Promise<Target> {
  const [node] = servers.nodes;
  const url = new URL(node?.address ?? '');
  const open = async (index: number) => {
    const socket = keep(connect(Number(url.port), url.hostname));
    await once(socket, 'connect');
    socket.write(HALVES[index % HALVES.length] ?? '');
    return socket;
  };
  return { url, pid: node?.process.pid ?? 0, open };
}

/** A third says nothing, a third half of its greeting, the others agree on TLS and ask for half. */
async function encrypted(): Promise<Target> {
  const url = new URL(/Listening on (https:[^,]+)/.exec(secure.stdout())?.[1] ?? '');
  const port = Number(url.port);
  const open = async (index: number) => {
    if (index % 3 === 2) {
      const socket = keep(connectTls({ port, host: url.hostname, ca: authority.cert }));
      await once(socket, 'secureConnect');
      socket.write(HALVES[Math.floor(index / 3) % HALVES.length] ?? '');
      return socket;
    }
    const socket = keep(connect(port, url.hostname));
    await once(socket, 'connect');
    if (index % 3 === 1) socket.write(HALF_A_HELLO);
    return socket;
  };
  return { url, pid: secure.pid, open };
}

function keep<S extends Socket>(socket: S): S {
  sockets.push(socket.on('error', () => undefined));
  // Without it the end of the other side would not be seen.
  socket.resume();
  return socket;
}

/** The memory of a server, in megabytes. */
async function memory({ pid }: Target): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function statusOf({ url }: Target, path: string): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${token}` };
  const asked =
    url.protocol === 'https:'
      ? tlsRequest(new URL(path, url), { agent, headers })
      : plainRequest(new URL(path, url), { headers });
  const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  return answer.statusCode;
}

/** Asks all there is to ask, in turn. @returns the time of the slowest answer */
async function slowest(target: Target): Promise<number> {
  let longest = 0;
  for (let n = 0; n < REQUESTS; n++) {
    const begun = performance.now();
    expect(await statusOf(target, PULL_PATHS[n % PULL_PATHS.length] ?? '')).toBe(200);
    longest = Math.max(longest, performance.now() - begun);
  }
  return longest;
}

it.each([
  ['that send half a request', plain],
  ['that get stuck in TLS, or send half a request in it', encrypted],
])(
  `${SOCKETS} sockets %s do not affect others, and take little memory`,
  async (_name, start) => {
    const target = await start();
    for (const socket of sockets) socket.destroy();
    sockets = [];
    const before = await slowest(target).then(() => memory(target));
    for (let index = 0; index < SOCKETS; index += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => target.open(index + n)));
    const isOpen = (socket: Socket) => !socket.destroyed;
    const held = sockets.filter(isOpen).length;
    const during = await slowest(target);
    const taken = (await memory(target)) - before;
    if (EFFORT > 1) process.stdout.write(`${JSON.stringify({ held, during, taken })}\n`);
    expect(during).toBeLessThan(UNAFFECTED_MS);
    // Some were answered by now: without a token nobody reads their bodies.
    expect(held).toBeGreaterThan(Math.min(SOCKETS / 2, 2_000));
    expect(taken).toBeLessThan(64 + (SOCKETS / 1000) * MEGABYTES_A_THOUSAND_SOCKETS);
  },
  120_000 + SOCKETS * 10,
);

it('sockets that do not agree on TLS within ten seconds are closed', async () => {
  const stuck = sockets.filter((_socket, index) => index % 3 !== 2);
  expect(stuck.length).toBeGreaterThan(SOCKETS / 2);
  await until(() => stuck.every(({ destroyed }) => destroyed), 30_000);
  expect([servers.nodes[0]?.process.stderr(), secure.stderr()]).toEqual(['', '']);
}, 60_000);
