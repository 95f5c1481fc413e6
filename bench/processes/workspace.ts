import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { withClient } from '../../src/database/session.js';
import { stopAll } from './node-process.js';
import { benchScript, TYPESCRIPT } from './paths.js';

/** A folder and a PostgreSQL server of the bench's own. */
export interface Workspace {
  readonly folder: string;
  /** Makes an empty database, and returns its address. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
}

const closers = new Set<() => Promise<void>>();

/** Ends what the bench has running, and removes all it made. Repeatable. */
export async function cleanUp(): Promise<void> {
  await stopAll();
  for (const close of closers) await close();
}

/** Does work in a workspace, which is gone afterwards, with every process that was started. */
export async function inWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const guardian = spawn(
    process.execPath,
    [...TYPESCRIPT, benchScript('processes/workspace-guardian.ts')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(guardian, 'exit');
  const close = async () => {
    guardian.stdin.end();
    await exited;
  };
  closers.add(close);
  try {
    const [line] = (await Promise.race([once(guardian.stdout, 'data'), exited])) as unknown[];
    if (!Buffer.isBuffer(line)) throw new Error('PostgreSQL did not start: see above');
    const { folder, url } = JSON.parse(line.toString()) as { folder: string; url: string };
    return await work(workspaceAt(folder, url));
  } finally {
    await stopAll();
    await close();
    closers.delete(close);
  }
}

function workspaceAt(folder: string, url: string): Workspace {
  const run = (sql: string) => withClient(url, (client) => client.query(sql));
  return {
    folder,
    async createDatabase(name) {
      await run(`CREATE DATABASE ${name} TEMPLATE template0`);
      return Object.assign(new URL(url), { pathname: name }).href;
    },
    async dropDatabase(name) {
      await run(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
