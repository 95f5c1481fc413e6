import { connect } from 'node:net';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import { freePort } from './free-port.js';
import { killOrphans } from './orphans.js';
import { pidFilePath, readPidFile, type PidFile } from './pid-file.js';
import { isAlive } from './processes.js';
import { runningServer, startServer } from './server.js';
import { portOf, SETTINGS_FILE } from './settings.js';

const WAIT_MS = 300_000;
const PATIENCE_MS = 30_000;
const ORPHANS_AFTER_MS = 1_000;

/**
 * Attaches to the server of a cluster, or starts it. The caller holds the lock.
 * @returns the port, and whether this call started it
 * @throws EmbeddedPostgresError with what the server said when it does not start
 */
export async function ensureRunning(
  cluster: Cluster,
): Promise<{ readonly port: number; readonly started: boolean }> {
  const running = await settled(cluster);
  if (running) return { port: running.port, started: false };
  const { port } = await startPatiently(cluster);
  return { port, started: true };
}

// The server once it is ready; undefined when there is none.
async function settled(cluster: Cluster): Promise<PidFile | undefined> {
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    const server = runningServer(cluster);
    if (!server) return disown(cluster);
    if (server.status === 'ready') return (await answers(server.port)) ? server : disown(cluster);
    await delay(20);
  }
  throw new EmbeddedPostgresError(`PostgreSQL in ${cluster.folder} does not become ready`);
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(5_000) });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}

// When the pid in the file of a dead server is someone else's by now, PostgreSQL would not start
// beside it. It does when the pid is its parent's; the rest of the file must stay, as it says by
// which shared memory to tell that old backends are still at work.
async function disown(cluster: Cluster): Promise<undefined> {
  const path = pidFilePath(cluster.folder);
  const file = readPidFile(cluster.folder);
  if (!file || !isAlive(file.pid)) return undefined;
  if (process.platform === 'win32') return rm(path, { force: true }).then(() => undefined);
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, [process.pid, ...rest].join('\n'));
  return undefined;
}

// After a crash the backends of the old server may be there for a moment, and a port that was free
// may be taken: both pass with another try.
async function startPatiently(cluster: Cluster): Promise<PidFile> {
  const begun = Date.now();
  let wanted = await lastPort(cluster);
  for (;;) {
    try {
      return await startServer(cluster, await freePort(wanted));
    } catch (error) {
      const waited = Date.now() - begun;
      const reason = error instanceof Error ? error.message : '';
      if (waited > PATIENCE_MS || !/shared memory|lock file|bind|address/i.test(reason))
        throw error;
      if (/bind|address/i.test(reason)) wanted = 0;
      if (waited > ORPHANS_AFTER_MS) await killOrphans(cluster.folder);
      await delay(200);
    }
  }
}

async function lastPort(cluster: Cluster): Promise<number | undefined> {
  const text = await readFile(join(cluster.folder, SETTINGS_FILE), 'utf8').catch(() => '');
  return portOf(text);
}
