import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { SecretBoxError } from './secret-box.js';

/**
 * The key that encrypts secrets in the database: SECRETS_KEY, or with the embedded database the
 * file `secrets.key` in DATA_DIR, which is made on first use. 32 bytes.
 * @throws SecretBoxError when SECRETS_KEY is missing or the file holds no key
 */
export async function secretsKey(
  config: Pick<Config, 'SECRETS_KEY' | 'DATABASE_URL' | 'DATA_DIR'>,
): Promise<Uint8Array> {
  if (config.SECRETS_KEY) return Buffer.from(config.SECRETS_KEY, 'base64');
  if (config.DATABASE_URL) throw new SecretBoxError('SECRETS_KEY is not set');
  const file = join(config.DATA_DIR, 'secrets.key');
  return (await readKey(file)) ?? (await makeKey(config.DATA_DIR, file));
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === 32) return key;
  throw new SecretBoxError(`${file} must hold the SECRETS_KEY: 32 bytes in base64`);
}

// A link appears whole or not at all and never replaces a file: of two processes that start at one
// time, one wins and both read its key.
async function makeKey(folder: string, file: string): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeDurably(draft, `${randomBytes(32).toString('base64')}\n`);
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  const key = await readKey(file);
  if (!key) throw new SecretBoxError(`${file} vanished while it was made`);
  return key;
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
