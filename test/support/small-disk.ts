import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, realpath, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MEGABYTE = 1024 * 1024;

/** A file system of a test's own that is soon full. */
export interface SmallDisk {
  readonly folder: string;
  /** Writes a file beside the data that leaves this much room, in megabytes. */
  fill(leave: number): Promise<void>;
  /** Makes room by removing that file. */
  makeRoom(): Promise<void>;
  /** Lets go of it, and of all that is on it. */
  remove(): Promise<void>;
}

/**
 * Mounts a small file system in a folder.
 * @returns undefined where this may not be done: it needs Linux and the rights of root
 */
export async function mountSmallDisk(
  base: string,
  megabytes: number,
): Promise<SmallDisk | undefined> {
  const folder = join(base, 'disk');
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder]);
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    async fill(leave) {
      const file = await open(ballast, 'a');
      const piece = Buffer.alloc(MEGABYTE / 16);
      try {
        const { bavail, bsize } = await statfs(folder);
        for (let left = bavail * bsize - leave * MEGABYTE; left > 0; left -= piece.length)
          await file.write(piece.subarray(0, Math.min(left, piece.length)));
      } catch (error) {
        // PostgreSQL took what was left meanwhile: it is full all the same.
        if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },
    makeRoom: () => rm(ballast, { force: true }),
    remove: () => unmountIn(base),
  };
}

/** Unmounts what a test mounted in its temporary folder. */
export async function unmountIn(base: string): Promise<void> {
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const places = mounts.split('\n').map((line) => line.split(' ')[1] ?? '');
  // Lazily: a server that was just killed may not have let go yet.
  for (const place of places.filter((one) => one.startsWith(base + sep)))
    await run('umount', ['-l', place]);
}

/** Whether a small file system can be mounted here. */
export async function canMount(): Promise<boolean> {
  const base = await mkdtemp(join(await realpath(tmpdir()), 'crs-mount-'));
  try {
    const disk = await mountSmallDisk(base, 1);
    await disk?.remove();
    return disk !== undefined;
  } finally {
    await rm(base, { recursive: true });
  }
}
