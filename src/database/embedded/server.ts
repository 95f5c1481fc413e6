import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import { readPidFile, type PidFile } from './pid-file.js';
import { isAlive, isPostgres } from './processes.js';
import { run, spawnOptions } from './run.js';
import { SETTINGS, SETTINGS_FILE, settingsText } from './settings.js';

// Recovery after a crash replays what was written since the last checkpoint: up to max_wal_size.
const START_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_S = 60;
const POLL_MS = 20;

/** The server of a data directory, when its process is there; it may still be starting. */
export function runningServer(cluster: Cluster): PidFile | undefined {
  const file = readPidFile(cluster.folder);
  return file && isAlive(file.pid) && isPostgres(file.pid) ? file : undefined;
}

/**
 * Starts the server, in a session of its own: it outlives this process, and Ctrl-C does not reach it.
 * @throws EmbeddedPostgresError with what the server said when it does not start
 */
export async function startServer(cluster: Cluster, port: number, settings = SETTINGS) {
  await writeFile(join(cluster.folder, SETTINGS_FILE), settingsText(port, settings));
  const exited = process.platform === 'win32' ? await byPgCtl(cluster) : await directly(cluster);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const server = runningServer(cluster);
    if (server?.status === 'ready') return server;
    if (exited() && !server)
      throw new EmbeddedPostgresError(`PostgreSQL does not start: ${await lastWords(cluster)}`);
    await delay(POLL_MS);
  }
  throw new EmbeddedPostgresError(`PostgreSQL is not ready after ${START_TIMEOUT_MS / 1000} s`);
}

/** Stops the server: open transactions are rolled back, connections closed. */
export async function stopServer({ binaries, owner, folder }: Cluster): Promise<void> {
  const stop = (mode: string) => {
    const parameters = ['stop', '-D', folder, '-m', mode, '-w', '-t', String(STOP_TIMEOUT_S)];
    return run(binaries.pgCtl, parameters, owner, (STOP_TIMEOUT_S + 10) * 1000);
  };
  await stop('fast').catch((error: unknown) => {
    // It ended by itself meanwhile, or hangs: then recovery at the next start sets it right.
    return readPidFile(folder) ? stop('immediate') : Promise.resolve(error);
  });
}

// Without pg_ctl, whose way to the server leads over a shell, and with us as the parent: in a
// container without an init nobody else would reap it.
async function directly({ binaries, owner, folder, log }: Cluster): Promise<() => boolean> {
  const output = openSync(log, 'a', 0o600);
  const child = spawn(binaries.postgres, ['-D', folder], {
    ...spawnOptions(owner),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return () => child.exitCode !== null || child.signalCode !== null;
}

// Windows: pg_ctl gives up the rights of an administrator, with which PostgreSQL refuses to run.
async function byPgCtl({ binaries, owner, folder, log }: Cluster): Promise<() => boolean> {
  const child = spawn(binaries.pgCtl, ['start', '-W', '-D', folder, '-l', log], {
    ...spawnOptions(owner),
    stdio: 'ignore',
  });
  const code = await new Promise((resolve, reject) =>
    child.once('exit', resolve).once('error', reject),
  );
  return () => code !== 0;
}

async function lastWords(cluster: Cluster): Promise<string> {
  const log = await readFile(cluster.log, 'utf8').catch(() => '');
  const said = log
    .split('\n')
    .filter((line) => line !== '')
    .slice(-3)
    .map((line) => line.replace(/^.*?(?=FATAL|LOG|HINT|DETAIL|PANIC|ERROR)/, ''));
  return said.join(' ') || `nothing in ${cluster.log}`;
}
