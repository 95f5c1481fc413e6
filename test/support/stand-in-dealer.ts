import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { standInAnswer } from './stand-in-answers.js';
import { standInData, type StandInData } from './stand-in-data.js';

/** What a stand-in dealer was asked. */
export interface StandInRequest {
  readonly method: string;
  /** The last part of its path: `contract`, `message`, `token`, `A0100.pdf`, …; empty for the root. */
  readonly endpoint: string;
  /** Names in small letters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What it answers. */
export interface StandInAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Written as JSON, but for texts and bytes, which go out as they are. */
  readonly body: unknown;
}

/**
 * Plants a defect: makes another answer of the right one. `reset` ends the connection without one,
 * `cut` in the middle of its body.
 */
export type Bend = (
  answer: StandInAnswer,
  request: StandInRequest,
) => StandInAnswer | 'reset' | 'cut' | Promise<StandInAnswer | 'reset' | 'cut'>;

/** A dealer's own system, written from the interface alone: it shares no code with the server. */
export interface StandInDealer {
  /** Of its API: `http://127.0.0.1:…/api/v1`. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Its code; a request may leave it out. */
  readonly dealer: string;
  readonly data: StandInData;
  /** All that it was asked, in order. */
  readonly requests: StandInRequest[];
  /** The messages it took, as they came. */
  readonly messages: Readonly<Record<string, unknown>>[];
  /** The defect that it has from now on; none without one. */
  bend(defect?: Bend): void;
  close(): Promise<void>;
}

/** What the answers are made of. */
export interface StandInWorld {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly dealer: string;
  readonly data: StandInData;
  readonly tokens: Set<string>;
  readonly messages: Readonly<Record<string, unknown>>[];
  /** What they were answered with, by their ids. */
  readonly replies: Map<string, StandInAnswer>;
}

/** Starts one on a port of its own. */
export async function startStandInDealer(): Promise<StandInDealer> {
  const requests: StandInRequest[] = [];
  const state: { bend?: Bend | undefined; world?: StandInWorld } = {};
  const server = createServer((message, response) => {
    const { world } = state;
    if (world) void serve(message, response, world, requests, () => state.bend);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world: StandInWorld = {
    clientId: 'crs',
    clientSecret: randomUUID(),
    dealer: 'X001',
    data: standInData(base),
    tokens: new Set<string>(),
    messages: [],
    replies: new Map<string, StandInAnswer>(),
  };
  state.world = world;
  return {
    ...world,
    url: `${base}/api/v1`,
    tokenUrl: `${base}/oauth/token`,
    requests,
    bend(defect) {
      state.bend = defect;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  world: StandInWorld,
  requests: StandInRequest[],
  bendOf: () => Bend | undefined,
): Promise<void> {
  const url = new URL(message.url ?? '/', 'http://localhost');
  const parameters = [...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]);
  const request: StandInRequest = {
    method: message.method ?? '',
    endpoint: url.pathname.replace(/^.*\//, ''),
    parameters: Object.fromEntries(parameters) as Record<string, string>,
    headers: message.headers,
    body: (await buffer(message)).toString(),
  };
  requests.push(request);
  const right = standInAnswer(world, request);
  const answer = (await bendOf()?.(right, request)) ?? right;
  if (answer === 'reset') return void message.socket.destroy();
  const { status, headers, body } = answer === 'cut' ? right : answer;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(textOf(body));
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
  if (message.method === 'HEAD') return void response.end();
  if (answer !== 'cut') return void response.end(bytes);
  response.write(bytes.subarray(0, bytes.length / 2), () => message.socket.destroy());
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
