import { readFile } from 'node:fs/promises';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.js';

/** The system user that PostgreSQL runs as, when it cannot be the user of this process. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root: then it runs as `postgres`, else as `nobody`.
 * @returns undefined when this process is an ordinary user, who is the owner then
 * @throws EmbeddedPostgresError when the system has neither
 */
export async function findOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const user = users.find((fields) => fields[0] === name);
    if (user) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL cannot run as root and the system has no user postgres or nobody: create one, start as another user, or set DATABASE_URL',
  );
}

/** Whether the owner may enter a folder: it and all its parents are searchable for them. */
export async function canEnter(folder: string, owner: Owner): Promise<boolean> {
  if (!(await allows(folder, owner, 0o1))) return false;
  const parent = dirname(folder);
  return parent === folder || canEnter(parent, owner);
}

/** Whether the owner may read and run a file, or list and enter a folder. */
export function canRead(path: string, owner: Owner): Promise<boolean> {
  return allows(path, owner, 0o5);
}

async function allows(path: string, owner: Owner, bits: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === owner.uid ? 6 : gid === owner.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}
