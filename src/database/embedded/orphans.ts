import { readdir, readlink } from 'node:fs/promises';
import { isPostgres } from './processes.js';
import { readPidFile } from './pid-file.js';

/**
 * Ends the backends that a killed server left behind. They end by themselves when they next wait for
 * something; one in the middle of a long computation would keep the new server from starting. Linux
 * only: a backend is known by its working folder. The caller holds the lock and no server runs.
 */
export async function killOrphans(folder: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const server = readPidFile(folder)?.pid;
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== server);
  for (const pid of pids) {
    const place = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (place === folder && isPostgres(pid)) end(pid);
  }
}

function end(pid: number): void {
  try {
    // As the postmaster would: "terminate at once, shared memory cannot be trusted".
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended meanwhile.
  }
}
