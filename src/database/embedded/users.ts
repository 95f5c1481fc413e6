import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMarkAlive, processMark } from './processes.js';

/**
 * Notes that this process uses the server. The caller holds the lock.
 * @returns the name to give to {@link leave}
 */
export async function enter(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = `${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(join(folder, name), processMark());
  return name;
}

/**
 * Notes that this process uses the server no longer. The caller holds the lock.
 * @returns whether it was the last one; processes that were killed do not count
 */
export async function leave(folder: string, name: string): Promise<boolean> {
  await rm(join(folder, name), { force: true });
  let last = true;
  for (const other of await readdir(folder)) {
    if (isMarkAlive(await readFile(join(folder, other), 'utf8'))) last = false;
    else await rm(join(folder, other), { force: true });
  }
  return last;
}
