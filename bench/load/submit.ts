import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Slice } from './race.js';
import { median } from './statistics.js';

/** Where messages are submitted, and what they are like. */
export interface SubmitTarget {
  readonly url: string;
  readonly token?: string;
  readonly template: Template;
}

/** A message in pieces: its id goes between them. */
export type Template = readonly Buffer[];

const ID = 'xxxxxxxxxxxx';
let ids = 0;

/** A message of the dealer of so many bytes: text, or an image as base64, that no other has. */
export function messageTemplate(dealerCode: string, bytes: number, image: boolean): Template {
  const text = (filling: string) => JSON.stringify(message(dealerCode, filling, image));
  const left = Math.floor((bytes - text('').length) / 4) * 4;
  const filling = randomBytes((left / 4) * 3).toString('base64');
  return text(filling)
    .split(ID)
    .map((piece) => Buffer.from(piece));
}

/** A customer's further word on a service request, or a picture. */
function message(dealerCode: string, filling: string, image: boolean): object {
  const images = [{ filename: 'a.jpg', mimetype: 'image/jpeg', contents: `${ID}${filling}` }];
  return {
    dealerCode,
    customerNumber: '001234',
    submittedMessageId: ID,
    submittedTime: '2022-01-01T00:00:30Z',
    messageType: 'request',
    payload: {
      request: { localId: ID, requestType: 'service', status: 'submitted' },
      requestUpdate: {
        status: 'submitted',
        createdDate: '2022-01-01T00:01:30Z',
        createdBy: 'john.customer@customerxyz.com',
        text: image ? null : filling,
        properties: { userName: 'John Customer', isWorking: false, images: image ? images : [] },
      },
    },
  };
}

/** How fast messages are sent. */
export interface Pace {
  readonly connections: number;
  readonly seconds: number;
  /** Of all connections; as fast as the answers come when left out. */
  readonly perSecond?: number;
}

/**
 * Submits messages, each with an id of its own, over connections that are kept open.
 * @throws Error when an answer is not 200
 */
export async function submitSlice(target: SubmitTarget, pace: Pace): Promise<Slice> {
  const { connections, seconds, perSecond } = pace;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const started = performance.now();
  const until = started + seconds * 1000;
  const intervalMs = perSecond === undefined ? 0 : (1000 * connections) / perSecond;
  const times = await Promise.all(
    Array.from({ length: connections }, async (_, turn) => {
      const own: number[] = [];
      let due = started + (intervalMs * turn) / connections;
      while (performance.now() < until) {
        if (due > performance.now()) await delay(due - performance.now());
        due += intervalMs;
        own.push(await submitOne(target, agent));
      }
      return own;
    }),
  );
  const took = (performance.now() - started) / 1000;
  agent.destroy();
  const sorted = times.flat().sort((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
  return { pages: sorted.length, seconds: took, p50: median(sorted), p99 };
}

/** @returns milliseconds until the whole answer was there */
async function submitOne({ url, token, template }: SubmitTarget, agent: Agent): Promise<number> {
  const id = Buffer.from(String(++ids).padStart(ID.length, '0'));
  const pieces = template.flatMap((piece, index) => (index === 0 ? [piece] : [id, piece]));
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const started = performance.now();
  const sending = request(`${url}/api/v1/message`, {
    method: 'POST',
    agent,
    headers: {
      'content-type': 'application/json',
      'content-length': length,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
  sending.cork();
  for (const piece of pieces) sending.write(piece);
  sending.end();
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  if (response.statusCode !== 200) throw new Error(`Answered with ${response.statusCode}`);
  return performance.now() - started;
}
