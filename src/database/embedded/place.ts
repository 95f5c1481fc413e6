import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeSystemFolder, SYSTEM_FOLDER } from './binaries-copy.js';
import { canEnter, type Owner } from './owner.js';

/** Where everything of one embedded PostgreSQL lies. */
export interface Place {
  readonly cluster: string;
  readonly log: string;
  readonly password: string;
  readonly lock: string;
  readonly users: string;
}

/** Makes the data folder and finds the cluster's place: in it, unless its owner cannot get there. */
export async function findPlace(dataDir: string, owner: Owner | undefined): Promise<Place> {
  await mkdir(resolve(dataDir), { recursive: true, mode: owner ? 0o755 : 0o700 });
  const base = await realpath(resolve(dataDir));
  return {
    cluster: await clusterFolder(base, owner),
    log: join(base, 'postgres.log'),
    password: join(base, 'postgres.password'),
    lock: join(base, 'postgres.lock'),
    users: join(base, 'postgres.users'),
  };
}

async function clusterFolder(base: string, owner: Owner | undefined): Promise<string> {
  // Written down, so that moving the folder or changing its rights never means an empty database.
  const note = join(base, 'postgres.location');
  const noted = await read(note);
  if (noted) return noted;
  const inside = join(base, 'postgres');
  if (existsSync(inside) || !owner || (await canEnter(base, owner))) return inside;
  const hash = createHash('sha256').update(base).digest('hex').slice(0, 16);
  const folder = join(SYSTEM_FOLDER, hash);
  for (const path of [SYSTEM_FOLDER, folder]) await makeSystemFolder(path);
  const cluster = join(folder, 'postgres');
  await writeFile(note, cluster);
  return cluster;
}

/** The superuser's password; made on first use. The caller holds the lock. */
export async function readPassword(place: Place): Promise<string> {
  const known = await read(place.password);
  if (known) return known;
  const password = randomBytes(24).toString('base64url');
  await writeFile(place.password, password, { mode: 0o600, flush: true });
  return password;
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}
