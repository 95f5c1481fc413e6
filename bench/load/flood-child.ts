import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answers, Flood, FloodResult } from './flood.js';

// Run by flood.ts. Speaks HTTP by hand: a client that does more could not send as much as it takes.

const TICK_MS = 2;
const OPENED_TOGETHER = 1;
const MOST_OPENING_MS = 60_000;
/** What is not answered by then, after the last request, never will be. */
const REST_MS = 10_000;

const flood = JSON.parse(process.env['FLOOD'] ?? '{}') as Flood;
const { hostname, port } = new URL(flood.url);
const requests = flood.paths.map((path) =>
  Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${flood.token}\r\n\r\n`,
  ),
);

const free: Socket[] = [];
const times = new Map<string, number[]>();
let [open, underWay, sent, unsent, broken] = [0, 0, 0, 0, 0];

function ask(): void {
  // The one that has rested longest: else most of them would never be used.
  const socket = free.shift();
  if (!socket) {
    unsent++;
    return;
  }
  underWay++;
  const request = requests[sent++ % requests.length] ?? Buffer.alloc(0);
  begun.set(socket, performance.now());
  socket.write(request);
}

const begun = new WeakMap<Socket, number>();

function dial(): Socket {
  open++;
  let head = '';
  let missing = -1;
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  socket.on('data', (data: Buffer) => {
    // Its goodbye to a connection that asked for nothing.
    if (!begun.has(socket)) return;
    let rest = data.length;
    if (missing < 0) {
      head += data.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      rest = head.length - end - 4;
      missing = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    }
    missing -= rest;
    if (missing > 0) return;
    record(head.slice(9, 12), performance.now() - (begun.get(socket) ?? 0));
    begun.delete(socket);
    head = '';
    missing = -1;
    free.push(socket);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    open--;
    if (begun.has(socket)) {
      broken++;
      underWay--;
    }
    const place = free.indexOf(socket);
    if (place >= 0) free.splice(place, 1);
  });
  return socket;
}

function record(status: string, milliseconds: number): void {
  underWay--;
  const known = times.get(status);
  if (known) known.push(milliseconds);
  else times.set(status, [milliseconds]);
}

function answersOf(list: readonly number[]): Answers {
  const sorted = Float64Array.from(list).sort();
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

function report(seconds: number): void {
  const statuses = Object.fromEntries(
    [...times].map(([status, list]) => [status, answersOf(list)]),
  );
  const result: FloodResult = { sent, unsent, broken: broken + underWay, seconds, statuses };
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

// Node takes one connection in each turn of its event loop: thousands in one moment would wait for
// seconds before they are seen, which says nothing of how requests are answered.
while (free.length < flood.connections && performance.now() < MOST_OPENING_MS) {
  for (let n = 0; n < OPENED_TOGETHER && open < flood.connections; n++) {
    const socket = dial();
    socket.once('connect', () => free.push(socket));
  }
  await delay(TICK_MS);
}
const start = performance.now();
const ticking = setInterval(() => {
  const elapsed = Math.min((performance.now() - start) / 1000, flood.seconds);
  for (let due = Math.floor(elapsed * flood.perSecond) - sent - unsent; due > 0; due--) ask();
  if (elapsed < flood.seconds) return;
  clearInterval(ticking);
  const waiting = setInterval(() => {
    if (underWay > 0 && performance.now() - start < flood.seconds * 1000 + REST_MS) return;
    clearInterval(waiting);
    report(elapsed);
  }, TICK_MS);
}, TICK_MS);
