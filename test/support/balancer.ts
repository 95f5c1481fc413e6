import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ServerNode } from './process-nodes.js';

/** An answer that came through the balancer. */
export interface BalancedAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Asks servers in turn, and another one when a server refuses the connection or ends it without a
 * byte of an answer: what HAProxy does with `retry-on conn-failure empty-response`. The second cannot
 * be avoided: connections that the system took in, and the process not yet, are reset with the end of
 * the listening.
 */
export interface Balancer {
  /** GET on the next server. Fails when an answer breaks off, and when nobody answers. */
  get(path: string, token: string): Promise<BalancedAnswer>;
  /** How many connections were refused. */
  readonly refused: number;
  /** How many ended without an answer. */
  readonly empty: number;
  close(): void;
}

// At the moment when one server is back and the next one goes, both may refuse once.
const ROUNDS = 3;
const NOT_ANSWERED = new Set(['ECONNREFUSED', 'ECONNRESET']);

/** Balances over servers, whichever there are at the time of a request. */
export function startBalancer(nodes: readonly ServerNode[]): Balancer {
  const agent = new Agent();
  let [requests, refused, empty] = [0, 0, 0];
  return {
    async get(path, token) {
      const first = requests++;
      for (let attempt = 0; attempt < ROUNDS * nodes.length; attempt++) {
        const { address = '' } = nodes[(first + attempt) % nodes.length] ?? {};
        const response = await open(address + path, agent, token).catch((error: unknown) => {
          const code = (error as { code?: string }).code ?? '';
          if (!NOT_ANSWERED.has(code)) throw error;
          if (code === 'ECONNREFUSED') refused++;
          else empty++;
        });
        if (response) return { status: response.statusCode ?? 0, text: await text(response) };
      }
      throw new Error(`Nobody answers ${path}`);
    },
    get refused() {
      return refused;
    },
    get empty() {
      return empty;
    },
    close: () => agent.destroy(),
  };
}

/** Sends a request, and waits for the head of its answer. */
function open(url: string, agent: Agent, token: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request(url, { agent, headers }, resolve).on('error', reject).end();
  });
}
