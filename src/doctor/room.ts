import { statfs } from 'node:fs/promises';
import type { Config } from '../config/config.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import { size } from './wording.js';

const LEAST = 2 ** 30;
const LEAST_SHARE = 0.1;

/** Space of a disk, in bytes. */
export interface Room {
  readonly free: number;
  readonly total: number;
}

/** The space that its user has where a folder lies. @throws the system's error */
export async function roomOf(folder: string): Promise<Room> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

/**
 * Whether a disk has room for another night.
 * @param wanted bytes that should be free in any case
 */
export function judgeRoom({ free, total }: Room, wanted = 0): Outcome {
  const found = `${size(free)} of ${size(total)} are free`;
  const todo = 'Make room, or move it to a larger disk.';
  if (free < LEAST) return failure(found, todo);
  return free < Math.max(total * LEAST_SHARE, wanted) ? warning(found, todo) : ok(found);
}

/** Space where this server's own folders lie. */
export async function disks({
  DATA_DIR,
  DATABASE_URL,
  IMPORT_WATCH_DIR,
}: Config): Promise<Outcome[]> {
  const folders = [
    ...(DATABASE_URL ? [] : [DATA_DIR]),
    ...(IMPORT_WATCH_DIR ? [IMPORT_WATCH_DIR] : []),
  ];
  const outcomes = folders.map(async (folder) => {
    // What is not there is told by the check of that folder.
    const room = await roomOf(folder).catch(() => undefined);
    return room ? [{ ...judgeRoom(room), about: folder }] : [];
  });
  return (await Promise.all(outcomes)).flat();
}
