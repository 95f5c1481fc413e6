import {
  appendFile,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Binaries } from './binaries.js';
import type { Owner } from './owner.js';
import { run } from './run.js';
import { SETTINGS_FILE } from './settings.js';

const TEMPORARY = '.init-';
const INITDB_TIMEOUT_MS = 300_000;

/** The name of the superuser, and of the database in use. */
export const DATABASE_USER = 'crs';
export const DATABASE_NAME = 'postgres';

/** A data directory, and what is needed to run it. */
export interface Cluster {
  readonly binaries: Binaries;
  readonly owner: Owner | undefined;
  readonly folder: string;
  /** Where the server writes what it has to say. */
  readonly log: string;
}

/**
 * Creates the data directory beside its place and moves it there when it is complete, so that a kill
 * leaves nothing half done. The caller holds the lock.
 * @param durable false only for tests
 */
export async function createCluster(
  cluster: Cluster,
  password: string,
  durable = true,
): Promise<void> {
  const { binaries, owner, folder } = cluster;
  await mkdir(dirname(folder), { recursive: true });
  // A new one each time: the initdb of a process that was killed may still be at work in the last.
  const temporary = await mkdtemp(`${folder}${TEMPORARY}`);
  const passwordFile = join(temporary, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner) for (const path of [temporary, passwordFile]) await chown(path, owner.uid, owner.gid);
  const data = join(temporary, 'data');
  const parameters = [
    `--pgdata=${data}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${passwordFile}`,
  ];
  parameters.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C');
  // Sorts by code point, as C does, but knows the letters of all languages.
  parameters.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!durable) parameters.push('--no-sync');
  await run(binaries.initdb, parameters, owner, INITDB_TIMEOUT_MS);
  const include = `\ninclude_if_exists = '${SETTINGS_FILE}'\n# Settings below this line win.\n`;
  await appendFile(join(data, 'postgresql.conf'), include);
  await rename(data, folder);
}

/** Removes what the creation of the cluster left behind, as far as nobody is at work there. */
export async function removeTemporary({ folder }: Cluster): Promise<void> {
  const beside = await readdir(dirname(folder));
  for (const name of beside.filter((one) => one.startsWith(`${basename(folder)}${TEMPORARY}`)))
    await rm(join(dirname(folder), name), { recursive: true, force: true }).catch(() => undefined);
}
