import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { secretsKey } from './secrets-key.js';

describe('secretsKey', () => {
  let DATA_DIR: string;
  const embedded = () => ({ SECRETS_KEY: '', DATABASE_URL: '', DATA_DIR });

  beforeEach(async () => {
    DATA_DIR = await mkdtemp(join(tmpdir(), 'secrets-key-'));
  });
  afterEach(() => rm(DATA_DIR, { recursive: true }));

  it('is SECRETS_KEY when that is set', async () => {
    const SECRETS_KEY = Buffer.alloc(32, 7).toString('base64');
    expect(await secretsKey({ ...embedded(), SECRETS_KEY })).toEqual(Buffer.alloc(32, 7));
    expect(await readdir(DATA_DIR)).toEqual([]);
  });

  it('is wanted with a database of its own', async () => {
    const config = { ...embedded(), DATABASE_URL: 'postgresql://db/crs' };
    await expect(secretsKey(config)).rejects.toThrow('SECRETS_KEY is not set');
  });

  it('is made for the embedded database, for the owner alone, and stays', async () => {
    const key = await secretsKey(embedded());
    const file = join(DATA_DIR, 'secrets.key');
    expect(key.length).toBe(32);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toEqual(key);
    expect(await secretsKey(embedded())).toEqual(key);
  });

  it('is one for all who start at one time, and leaves no drafts', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => secretsKey(embedded())));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(await readdir(DATA_DIR)).toEqual(['secrets.key']);
  });

  it('names a file that holds no key, and keeps it', async () => {
    const file = join(DATA_DIR, 'secrets.key');
    await writeFile(file, 'oops');
    await expect(secretsKey(embedded())).rejects.toThrow(file);
    expect(await readFile(file, 'utf8')).toBe('oops');
  });
});
