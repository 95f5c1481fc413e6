import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ProductServer } from '../processes/product.js';
import { ITEMS } from './page-request.js';

/** What a whole pull came to. */
export interface PullTotals {
  readonly seconds: number;
  readonly requests: number;
  readonly items: number;
  readonly bytes: number;
}

const CUSTOMERS_AT_A_TIME = 5;

/** Reads all there is, page after page of each list, over so many connections at a time. */
export async function dailyPull(
  server: ProductServer,
  customers: readonly string[],
  connections: number,
): Promise<PullTotals> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const totals = { requests: 0, items: 0, bytes: 0 };
  const lists = listsOf(customers).values();
  const started = performance.now();
  const reader = async () => {
    for (const list of lists)
      for (let page = 0, pages = 1; page < pages; page += 1) {
        const body = await ask(agent, server, `${list}page=${page}&items=${ITEMS}`);
        const { items, totalPages = 1 } = JSON.parse(body) as Page;
        totals.requests += 1;
        totals.items += items.length;
        totals.bytes += Buffer.byteLength(body);
        pages = totalPages;
      }
  };
  // All readers take from the same iterator.
  await Promise.all(Array.from({ length: connections }, reader));
  agent.destroy();
  return { ...totals, seconds: (performance.now() - started) / 1000 };
}

interface Page {
  readonly items: readonly unknown[];
  /** The catalog has no pages. */
  readonly totalPages?: number;
}

function listsOf(customers: readonly string[]): string[] {
  const fives = Array.from(
    { length: Math.ceil(customers.length / CUSTOMERS_AT_A_TIME) },
    (_, turn) =>
      customers.slice(turn * CUSTOMERS_AT_A_TIME, (turn + 1) * CUSTOMERS_AT_A_TIME).join(','),
  );
  return [
    'location?',
    'dealer-category?',
    ...['contract', 'jobsite'].flatMap((list) => fives.map((five) => `${list}?customer=${five}&`)),
    ...customers.map((customer) => `invoice?customer=${customer}&`),
  ];
}

async function ask(agent: Agent, { url, token }: ProductServer, path: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const request = get(`${url}/api/v1/${path}`, { agent, headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const body = await text(answer);
  if (answer.statusCode === 200) return body;
  throw new Error(`${path} is answered with ${answer.statusCode}: ${body}`);
}
