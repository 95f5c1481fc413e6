import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import { openClient } from '../../src/database/session.js';
import { MIRROR_TABLES } from '../../src/mirror/mirror-table.js';
import { pageStatement } from '../../src/mirror/page.sql.js';
import { ITEMS, type ListName, type PageRequest } from '../load/page-request.js';
import type { Entrant } from '../load/race.js';
import { median } from '../load/statistics.js';

export interface PostgresAlone extends Entrant {
  /** Ends its connections. */
  close(): Promise<void>;
}

/** PostgreSQL alone: connections that run the page's statement and do nothing with what it gives. */
export function postgresAlone(
  databaseUrl: string,
  dealer: string,
  list: ListName,
  requests: readonly PageRequest[],
): PostgresAlone {
  const clients: pg.Client[] = [];
  const name = `page-${list}`;
  const text = pageStatement(MIRROR_TABLES[list]);

  async function ask(client: pg.Client, first: number, until: number): Promise<number[]> {
    const times: number[] = [];
    for (let turn = first; performance.now() < until; turn += 1) {
      const { customer, page } = requests[turn % requests.length] as PageRequest;
      const started = performance.now();
      await client.query({ name, text, values: [dealer, [customer], page, ITEMS, 'alone', ''] });
      times.push(performance.now() - started);
    }
    return times;
  }

  return {
    name: 'PostgreSQL alone',
    async slice(connections, seconds) {
      while (clients.length < connections) clients.push(await openClient(databaseUrl));
      const started = performance.now();
      const until = started + seconds * 1000;
      const firstOf = (turn: number) => Math.floor((requests.length * turn) / connections);
      const times = await Promise.all(
        clients.slice(0, connections).map((client, turn) => ask(client, firstOf(turn), until)),
      );
      const took = (performance.now() - started) / 1000;
      const sorted = times.flat().sort((a, b) => a - b);
      const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
      return { pages: sorted.length, seconds: took, p50: median(sorted), p99 };
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
