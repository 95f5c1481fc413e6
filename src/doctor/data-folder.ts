import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { failure, ok, warning, type Outcome } from './finding.js';

const OTHERS = 0o077;

/** Files in DATA_DIR that are for their owner alone. */
const SECRET_FILES = ['secrets.key', 'postgres.password', 'demo.json'];

/** A file that others than its owner may use; undefined when there is none, or no such rights here. */
export async function openToOthers(file: string): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => 0,
  );
  return (mode & OTHERS) === 0
    ? undefined
    : `${file} has mode ${mode.toString(8).padStart(4, '0')}`;
}

/** Whether the configuration is read from a file, and who may read it too. */
export async function envFile(file = '.env'): Promise<Outcome> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return ok('no .env file here: the environment alone counts');
  const isSecret = /^\s*(?:export\s+)?(?:SECRETS_KEY|DATABASE_URL|DATABASE_READ_URL)\s*=\s*\S/m;
  const fault = isSecret.test(text) ? await openToOthers(file) : undefined;
  if (fault === undefined) return ok('.env is read');
  return warning(`${fault}, and holds a secret`, `chmod 600 ${file}`);
}

/** DATA_DIR: the embedded PostgreSQL and its secrets. */
export async function dataFolder({ DATA_DIR, DATABASE_URL }: Config): Promise<Outcome> {
  if (DATABASE_URL) return ok('not used with DATABASE_URL');
  const fault = await access(DATA_DIR, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? 'it cannot be used',
  );
  if (fault === 'ENOENT')
    return warning(`there is no ${DATA_DIR} yet`, 'Start the server: it makes the folder.');
  if (fault !== undefined)
    return failure(
      `${DATA_DIR} cannot be written to (${fault})`,
      "Give it to the server's user: chown.",
    );
  const files = SECRET_FILES.map((name) => join(DATA_DIR, name));
  const open = await Promise.all(files.map(openToOthers));
  const faults = files.filter((_file, index) => open[index] !== undefined);
  if (faults.length === 0) return ok(DATA_DIR);
  return failure(
    open.filter((one) => one !== undefined).join('; '),
    `chmod 600 ${faults.join(' ')}`,
  );
}

/** Whether the demo dealer is still there where real ones are served. */
export async function demo({ NODE_ENV, DATA_DIR, DATABASE_URL }: Config): Promise<Outcome> {
  if (NODE_ENV !== 'production') return ok('allowed, as this is no production');
  if (DATABASE_URL) return ok('none is made with DATABASE_URL');
  const file = join(DATA_DIR, 'demo.json');
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return ok('none was made here');
  return warning(
    `${file} holds the secret of the demo dealer's client, which still works`,
    'npm run cli -- client list, then client revoke the one named Demo, and remove the file.',
  );
}
