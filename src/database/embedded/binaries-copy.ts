import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.js';

/** Where root keeps what the system user that runs PostgreSQL must reach. */
export const SYSTEM_FOLDER = '/var/lib/crs-dealer-api';

/** Makes a folder of root's that everyone can enter, whatever the umask. */
export async function makeSystemFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

/**
 * Copies PostgreSQL to a folder that every user can read and only root can write, once for each
 * version (60 MB, 0.2 s). Only root comes here.
 * @returns the folder of the copy
 */
export async function readableCopy(source: string, base = SYSTEM_FOLDER): Promise<string> {
  const manifest = await readFile(join(source, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const target = join(base, `postgresql-${version}`);
  await makeSystemFolder(base);
  if (!(await isRootsOwn(target))) await copyAtOnce(source, target);
  return target;
}

async function copyAtOnce(source: string, target: string): Promise<void> {
  const temporary = await mkdtemp(`${target}.copy-`);
  try {
    await cp(source, temporary, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a') && !['include', 'pkgconfig'].includes(basename(path)),
    });
    await openForReading(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was first: its copy is as good.
    if (!(await isRootsOwn(target))) throw error;
  }
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries)
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
}

async function isRootsOwn(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch(() => undefined);
  if (!stats) return false;
  if (stats.uid === 0 && (stats.mode & 0o022) === 0) return true;
  throw new EmbeddedPostgresError(`${folder} does not belong to root alone: remove it`);
}
