import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dealer } from '../../src/auth/dealer.js';
import type { LoadReport } from '../../src/import/load-report.js';
import { cliIn, type Cli, type CliResult } from './cli-run.js';
import { cleanUp, ownFolder } from './process-children.js';
import { startTestServer, writeBundle, type Bundle, type TestServer } from './test-server.js';

/** A server, and the command line that loads its data, on one database. */
export interface ImportBench {
  readonly server: TestServer;
  readonly cli: Cli;
  /** A token for all dealers. */
  readonly token: string;
  /** Writes a bundle to a new folder, and returns its path. */
  bundle(content: Bundle): Promise<string>;
  /** Imports for A000 with `--json`. */
  load(path: string, ...options: string[]): Promise<LoadReport & { status: number | null }>;
  /** How many rows each table has that a load may add to, and the dealers' generations. */
  tables(): Promise<Record<string, number>>;
  /** The body at a path. */
  text(path: string): Promise<string>;
  close(): Promise<void>;
}

// These stories are about rows, a few at a time: no share of them is to hold a load.
const NO_LIMITS = { maxRejectPercent: 100, maxRemovalPercent: 100 };

/** Starts a server with dealers A000 and B000. */
export async function startImportBench(limits: Partial<Dealer> = NO_LIMITS): Promise<ImportBench> {
  const server = await startTestServer();
  for (const code of ['A000', 'B000']) await server.addDealer({ code, ...limits });
  const token = await server.token(['A000', 'B000']);
  const folder = await ownFolder();
  const { DATABASE_URL, SECRETS_KEY } = server.config;
  const cli = cliIn(folder, { DATABASE_URL, SECRETS_KEY });
  let bundles = 0;
  return {
    server,
    cli,
    token,
    async bundle(content) {
      const path = join(folder, `bundle-${++bundles}`);
      await mkdir(path);
      await writeBundle(path, content);
      return path;
    },
    async load(path, ...options) {
      const result = await cli('import', '--dealer', 'A000', '--json', path, ...options);
      return { ...reportOf(result), status: result.status };
    },
    async tables() {
      const { rows } = await server.database.pool.query<{ counts: Record<string, number> }>(COUNTS);
      return rows[0]?.counts ?? {};
    },
    async text(path) {
      return (await server.get(`/api/v1/${path}`, token)).text;
    },
    async close() {
      await cleanUp();
      await server.close();
    },
  };
}

/** The one JSON document that an import printed. */
export function reportOf({ stdout, stderr }: CliResult): LoadReport {
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as LoadReport;
}

const TABLES = [
  'contract',
  'jobsite',
  'invoice',
  'location',
  'customer',
  'category',
  'rate',
  'customer_list',
  'customer_list_anchor',
  'customer_change',
];
const COUNTS = `SELECT json_build_object(
  ${TABLES.map((table) => `'${table}', (SELECT count(*) FROM ${table})`).join(', ')},
  'changes at', (SELECT extract(epoch FROM max(changed_at)) FROM customer_change),
  'generations', (SELECT sum(generation) FROM dealer_generation),
  'running loads', (SELECT count(*) FROM load WHERE state = 'running'),
  'staging tables', (SELECT count(*) FROM pg_tables WHERE schemaname = 'staging')) AS counts`;
