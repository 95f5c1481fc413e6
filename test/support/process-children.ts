import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { DATABASE_NAME, DATABASE_USER } from '../../src/database/embedded/cluster.js';
import { readPidFile } from '../../src/database/embedded/pid-file.js';
import { isAlive, isPostgres } from '../../src/database/embedded/processes.js';
import { unmountIn } from './small-disk.js';
import { temporaryFolder } from './temporary-folder.js';
import { until } from './until.js';

// A process takes seconds to start on a busy machine.
jest.setTimeout(120_000);

/** What the project's processes compile is kept beside its packages: each starts a fifth sooner. */
export const COMPILE_CACHE = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
};

const children = new Set<ChildProcess>();
const folders = new Set<string>();

/** Has a process ended by {@link cleanUp}, should it still run then. */
export function track(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/** A temporary folder that {@link cleanUp} removes, with the PostgreSQL at work in it. */
export async function ownFolder(): Promise<string> {
  const folder = await temporaryFolder();
  folders.add(folder);
  return folder;
}

/** Ends what the tests of this file started and left behind: for afterAll. */
export async function cleanUp(): Promise<void> {
  for (const child of children) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  for (const folder of folders) {
    for (const dataDir of await dataDirs(folder)) await killPostgres(dataDir);
    await unmountIn(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  folders.clear();
}

/** The pid of the embedded PostgreSQL of a DATA_DIR, while it runs. */
export function postgresPid(dataDir: string): number | undefined {
  const pid = readPidFile(join(dataDir, 'postgres'))?.pid;
  return pid !== undefined && isAlive(pid) && isPostgres(pid) ? pid : undefined;
}

/** The address of the embedded PostgreSQL of a DATA_DIR that runs. */
export async function embeddedUrl(dataDir: string): Promise<string> {
  const password = await readFile(join(dataDir, 'postgres.password'), 'utf8');
  const port = readPidFile(join(dataDir, 'postgres'))?.port;
  return `postgresql://${DATABASE_USER}:${password}@127.0.0.1:${port}/${DATABASE_NAME}`;
}

/** Ends the embedded PostgreSQL of a DATA_DIR without giving it a chance. */
export async function killPostgres(dataDir: string): Promise<void> {
  const pid = postgresPid(dataDir);
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid));
}

async function dataDirs(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const passwords = entries.filter(({ name }) => name === 'postgres.password');
  return passwords.map(({ parentPath }) => parentPath);
}
