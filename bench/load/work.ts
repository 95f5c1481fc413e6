import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { acknowledged } from './one-message.js';
import { probe } from './probe.js';
import type { HttpTarget } from './http-slice.js';

/** A server, and what is asked of it. */
export type Worked = HttpTarget & { readonly token: string };

/** How often something was done, and how often it failed. */
export interface Tally {
  done: number;
  failed: number;
}

/** Pages, one after the other, with a pause. */
export async function pulls(target: Worked, pauseMs: number, over: AbortSignal, tally: Tally) {
  for (let turn = 0; !over.aborted; turn++) {
    const { status } = await probe(target, turn);
    if (status === 200) tally.done++;
    else tally.failed++;
    await delay(pauseMs);
  }
}

/** Messages, one after the other, with a pause. */
export async function messages(
  target: Worked,
  dealer: string,
  pauseMs: number,
  over: AbortSignal,
  tally: Tally,
) {
  while (!over.aborted) {
    if ((await acknowledged(target, dealer)) === undefined) tally.failed++;
    else tally.done++;
    await delay(pauseMs);
  }
}

/** Requests whose sender goes before it has the answer. */
export async function breakOffs(target: Worked, pauseMs: number, over: AbortSignal, tally: Tally) {
  for (let turn = 0; !over.aborted; turn++) {
    const headers = { authorization: `Bearer ${target.token}` };
    const path = target.paths[turn % target.paths.length] ?? '';
    const asked = request(target.url + path, { headers }).on('error', () => undefined);
    asked.end();
    await delay(turn % 5);
    asked.destroy();
    tally.done++;
    await delay(pauseMs);
  }
}

/** Connections that send half a request and no more; each that is closed is opened anew. */
export async function slowSockets(
  { url }: Worked,
  number: number,
  over: AbortSignal,
  tally: Tally,
): Promise<void> {
  const { hostname, port } = new URL(url);
  let open = 0;
  while (!over.aborted) {
    if (open < number) {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      // Read, so that its end is seen.
      socket.resume().on('close', () => open--);
      over.addEventListener('abort', () => socket.destroy());
      socket.write('GET /api/v1/contract?customer=1 HTTP/1.1\r\nHost: crs\r\nAuthor');
      open++;
      tally.done++;
    } else await delay(100);
  }
}
