import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { isMarkAlive, processMark } from '../../src/database/embedded/processes.js';
import { unmountIn } from './small-disk.js';

const PREFIX = 'crs-test-';
const MARK = 'user';

/** Makes a folder for the files of a test, which every user can enter. The test removes it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), PREFIX));
  // PostgreSQL, as another user than root, must get to its data in it.
  await chmod(folder, 0o755);
  await writeFile(join(folder, MARK), processMark());
  return folder;
}

/** Removes the folders of tests that were killed, and ends the servers at work in them. */
export async function removeAbandoned(): Promise<void> {
  const base = await realpath(tmpdir());
  const names = (await readdir(base)).filter((name) => name.startsWith(PREFIX));
  for (const folder of names.map((name) => join(base, name))) {
    const mark = await readFile(join(folder, MARK), 'utf8').catch(() => undefined);
    if (mark === undefined || isMarkAlive(mark)) continue;
    for (const pid of await processesIn(folder)) process.kill(pid, 'SIGKILL');
    await unmountIn(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Linux only; elsewhere a killed test's server is left to its user.
async function processesIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter((pid) => pid > 0);
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_pid, index) => places[index]?.startsWith(folder + sep));
}
