import { withClient } from '../../src/database/session.js';
import { OPEN } from '../../src/mirror/mirror-table.js';
import { installProduct, makeBundle, settle } from '../dealer-data.js';
import { dailyPull, type PullTotals } from '../load/daily-pull.js';
import { median } from '../load/statistics.js';
import { fixed, sizeOf, tell, type BenchOptions, type PartResult } from '../part.js';
import type { Workspace } from '../processes/workspace.js';

const DEALER = 'B001';
const MEGABYTE = 1024 * 1024;

/** What CRS does once a day: everything of every customer. */
export async function pull(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const sizes = {
    customers: sizeOf(options, options.customers, 2_000, 50),
    contracts: sizeOf(options, options.contracts, 20_000, 500),
    invoices: sizeOf(options, options.invoices, 100_000, 2_000),
  };
  const { url, product } = await installProduct(workspace, 'pull');
  const bundle = await makeBundle(workspace, 'bundle', sizes);
  tell('loading it');
  await product.addDealer(DEALER, bundle);
  await settle(url);
  const customers = await customersOf(url);
  const server = await product.start(DEALER);
  const rounds = sizeOf(options, options.rounds, 3, 1);
  const rows = [];
  const raw: Record<string, unknown> = {};
  for (const connections of [1, 8]) {
    const totals: PullTotals[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      tell(`a whole pull over ${connections} connections, ${round} of ${rounds}`);
      const total = await dailyPull(server, customers, connections);
      if (round > 0) totals.push(total);
    }
    raw[`${connections} connections`] = totals;
    const middle = (value: keyof PullTotals) => median(totals.map((total) => total[value]));
    rows.push([
      String(connections),
      fixed(middle('seconds'), 1),
      fixed(middle('requests'), 0),
      fixed(middle('items'), 0),
      fixed(middle('bytes') / MEGABYTE, 0),
      fixed(middle('requests') / middle('seconds'), 0),
    ]);
  }
  const head = ['connections', 'seconds', 'requests', 'items', 'MB', 'requests/s'];
  const title = `A whole pull of ${customers.length} customers`;
  return { sizes: { ...sizes, rounds }, tables: [{ title, head, rows }], bars: [], raw };
}

async function customersOf(databaseUrl: string): Promise<string[]> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<{ id: string }>(
      `SELECT customer_id AS id FROM customer WHERE gen_to = ${OPEN} ORDER BY customer_id`,
    ),
  );
  return rows.map(({ id }) => id);
}
