import { join } from 'node:path';
import { generateBundle } from '../src/demo/generate-bundle.js';
import { withClient } from '../src/database/session.js';
import { tell } from './part.js';
import type { Environment } from './processes/node-process.js';
import { Product } from './processes/product.js';
import type { Workspace } from './processes/workspace.js';

export interface Sizes {
  readonly customers: number;
  readonly contracts: number;
  readonly invoices: number;
}

/** Writes made-up data and returns its folder. */
export async function makeBundle(
  { folder }: Workspace,
  name: string,
  sizes: Sizes,
): Promise<string> {
  const out = join(folder, name);
  tell(`making ${sizes.contracts} contracts and ${sizes.invoices} invoices`);
  const asOf = new Date(new Date().setUTCHours(0, 0, 0, 0));
  await generateBundle({ ...sizes, out, seed: 1, asOf });
  return out;
}

/** A migrated database, and the product on it. */
export async function installProduct(
  workspace: Workspace,
  name: string,
  settings: Environment = {},
) {
  const url = await workspace.createDatabase(name);
  const product = new Product(url, workspace.folder, settings);
  await product.cli('migrate');
  return { url, product };
}

/** PostgreSQL's first process. */
export async function postgresProcess(databaseUrl: string): Promise<number> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<{ pid: string }>(
      `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid`,
    ),
  );
  return Number(rows[0]?.pid);
}

/** Brings the database to rest: no later work of an earlier step falls into the next. */
export async function settle(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}
