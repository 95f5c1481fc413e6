import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-error.js';
import { isMarkAlive, processMark } from './processes.js';

const POLL_MS = 25;
const FREE = 'free';

/**
 * Does work while no other process does, in the name of a folder. A process that is killed holds
 * nothing up.
 *
 * The lock is the file with the highest number: its text names the holder, or says it is free. Who
 * wants it creates the next number, which only one can, and removes the lower ones. The highest file
 * is never removed, so nobody can take a number that was given before and believe it the highest.
 * @throws EmbeddedPostgresError when a living process keeps it for longer than the time given
 */
export async function withLock<T>(
  folder: string,
  work: () => Promise<T>,
  timeoutMs = 360_000,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const deadline = Date.now() + timeoutMs;
  let held = await tryLock(folder);
  while (held === undefined) {
    if (Date.now() > deadline)
      throw new EmbeddedPostgresError(`Another process holds ${folder} for too long`);
    await delay(POLL_MS);
    held = await tryLock(folder);
  }
  try {
    return await work();
  } finally {
    await place(folder, FREE, (from) => rename(from, join(folder, String(held))));
  }
}

async function tryLock(folder: string): Promise<number | undefined> {
  const top = Math.max(0, ...(await numbers(folder)));
  if (top > 0 && !(await isFree(join(folder, String(top))))) return undefined;
  const mine = top + 1;
  const taken = await place(folder, processMark(), (from) => link(from, join(folder, String(mine))))
    .then(() => true)
    .catch(ignoring('EEXIST'));
  if (!taken) return undefined;
  const others = (await numbers(folder)).filter((number) => number !== mine);
  // We looked long ago: others went on meanwhile.
  const stale = others.some((number) => number > mine) ? [mine] : others;
  for (const number of stale) await rm(join(folder, String(number)), { force: true });
  return stale[0] === mine ? undefined : mine;
}

// Lets a file appear at once with all its text.
async function place(folder: string, text: string, move: (from: string) => Promise<void>) {
  const temporary = join(folder, `new-${randomBytes(8).toString('hex')}`);
  await writeFile(temporary, text);
  try {
    await move(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function numbers(folder: string): Promise<number[]> {
  return (await readdir(folder)).map(Number).filter((number) => Number.isInteger(number));
}

async function isFree(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(ignoring('ENOENT'));
  return text !== undefined && (text === FREE || !isMarkAlive(text));
}

function ignoring(code: string): (error: unknown) => undefined {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
    return undefined;
  };
}
