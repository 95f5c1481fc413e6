import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import type { BalancedAnswer } from './balancer.js';
import type { ServerNode } from './process-nodes.js';

const LOOK_EVERY_MS = 50;

/** What is sent through the balancer. */
export interface BalancedRequest {
  readonly path: string;
  readonly token: string;
  /** JSON to post; without it the request is a GET. */
  readonly body?: object;
}

/**
 * Asks those servers in turn that said last time that they are ready, over connections that it keeps, and
 * asks nobody a second time: what a load balancer does that relies on health checks alone.
 */
export interface HealthBalancer {
  /** Fails when no server is ready, and when the connection ends without the whole answer. */
  send(request: BalancedRequest): Promise<BalancedAnswer>;
  /** Waits until so many servers are ready. */
  ready(number: number): Promise<void>;
  close(): Promise<void>;
}

/** Balances over servers, whichever there are at the time of a request. */
export function startHealthBalancer(nodes: readonly ServerNode[]): HealthBalancer {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<string>();
  let turn = 0;
  const over = new AbortController();
  // Each by itself: one that is slow to answer does not hide what another one says.
  const look = async (node: number) => {
    while (!over.signal.aborted) {
      const { address } = nodes[node] ?? { address: '' };
      if (await isReady(address)) ready.add(address);
      else ready.delete(address);
      await delay(LOOK_EVERY_MS);
    }
  };
  const looking = Promise.all(nodes.map((_, node) => look(node)));
  return {
    async send({ path, token, body }) {
      const address = [...ready][turn++ % ready.size];
      if (address === undefined) throw new Error(`No server is ready for ${path}`);
      const answer = await exchange(address + path, agent, token, body);
      return { status: answer.statusCode ?? 0, text: await text(answer) };
    },
    async ready(number) {
      while (ready.size < number) await delay(LOOK_EVERY_MS);
    },
    async close() {
      over.abort();
      await looking;
      agent.destroy();
    },
  };
}

async function isReady(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/health/ready`);
    await answer.text();
    return answer.ok;
  } catch {
    return false;
  }
}

function exchange(url: string, agent: Agent, token: string, body?: object) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const method = body === undefined ? 'GET' : 'POST';
    const sending = request(url, { agent, method, headers }, resolve).on('error', reject);
    sending.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
