import type { NewDealer } from '../../src/auth/dealer.js';
import type { LoadReport } from '../../src/import/load-report.js';
import { cliIn, type Cli } from './cli-run.js';
import { PATIENT } from './patient.js';
import { cleanUp, ownFolder } from './process-children.js';
import { startServerProcess, type ServerProcess } from './process-server.js';
import { startTestServer, type TestServer } from './test-server.js';

// The loads of these stories change and remove what they like.
const NO_LIMITS = { maxRejectPercent: 100, maxRemovalPercent: 100 };

/** One of several server processes. */
export interface ServerNode {
  readonly process: ServerProcess;
  readonly address: string;
}

/** What a push was answered with. */
export interface PushAnswer {
  readonly status: number;
  readonly report: LoadReport;
}

/** Server processes on one database, as behind a load balancer. */
export interface ServerNodes {
  /** A server of the test's own on the same database: for dealers, clients and looks inside. */
  readonly server: TestServer;
  readonly cli: Cli;
  /** A folder for the test's files. */
  readonly folder: string;
  /** In the order of their start. */
  readonly nodes: readonly ServerNode[];
  addDealer(code: string, about?: Partial<NewDealer>): Promise<string>;
  /** GET on one of the nodes. */
  get(node: number, path: string, token: string): Promise<Response>;
  /** Pushes lines through one of the nodes. */
  push(node: number, token: string, lines: readonly string[], query?: string): Promise<PushAnswer>;
  /** Starts a node that has ended once more, at another address. */
  restart(node: number): Promise<void>;
  /** How many staging tables there are, and loads that claim to run. */
  leftovers(): Promise<{ staging: number; running: number }>;
  close(): Promise<void>;
}

/** Starts two server processes; about two seconds. Tokens of one are good for both. */
export async function startNodes(
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerNodes> {
  // With the same PORT as the processes the issuer of the tokens is the same.
  const server = await startTestServer({ PORT: '0', ...environment });
  const folder = await ownFolder();
  const { DATABASE_URL, SECRETS_KEY } = server.config;
  const start = async (): Promise<ServerNode> => {
    const process = startServerProcess({
      cwd: folder,
      environment: { DATABASE_URL, SECRETS_KEY, ...PATIENT, ...environment },
    });
    return { process, address: await process.address() };
  };
  const nodes = await Promise.all([start(), start()]);
  const addressOf = (node: number) => nodes[node % nodes.length]?.address ?? '';
  return {
    server,
    cli: cliIn(folder, { DATABASE_URL, SECRETS_KEY }),
    folder,
    nodes,
    addDealer: (code, about = {}) => server.addDealer({ code, ...NO_LIMITS, ...about }),
    get: (node, path, token) =>
      fetch(addressOf(node) + path, { headers: { authorization: `Bearer ${token}` } }),
    async push(node, token, lines, query = '') {
      const response = await fetch(`${addressOf(node)}/dealer/v1/loads${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
        body: lines.join(''),
      });
      return { status: response.status, report: (await response.json()) as LoadReport };
    },
    async restart(node) {
      nodes[node] = await start();
    },
    async leftovers() {
      const { rows } = await server.database.pool.query<{ staging: number; running: number }>(
        `SELECT (SELECT count(*)::int FROM pg_tables WHERE schemaname = 'staging') AS staging,
           (SELECT count(*)::int FROM load WHERE state = 'running') AS running`,
      );
      return rows[0] ?? { staging: -1, running: -1 };
    },
    async close() {
      await cleanUp();
      await server.close();
    },
  };
}
