import autocannon from 'autocannon';
import type { Slice } from './race.js';

/** What is asked of whom. */
export interface HttpTarget {
  readonly url: string;
  readonly token?: string;
  /** Each connection asks for all of them in turn, and each begins at another one. */
  readonly paths: readonly string[];
}

/**
 * Asks as fast as the answers come, over connections that are kept open.
 * @throws Error when an answer is not 200
 */
export async function httpSlice(
  { url, token, paths }: HttpTarget,
  connections: number,
  seconds: number,
): Promise<Slice> {
  const requests = paths.map((path) => ({ path }));
  let turn = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    requests,
    setupClient: (client) => {
      const first = Math.floor((requests.length * turn++) / connections);
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
    },
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0)
    throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed`);
  const { p50, p99 } = result.latency;
  return { pages: result.requests.total, seconds: result.duration, p50, p99 };
}
