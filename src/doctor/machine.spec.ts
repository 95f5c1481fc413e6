import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { readConfig } from '../config/config.js';
import { dataFolder, demo, envFile } from './data-folder.js';
import { memory, nodeVersion, openFiles, surroundings, user, type Surroundings } from './node.js';
import { disks, judgeRoom } from './room.js';
import { count, few, size, span } from './wording.js';

const GB = 2 ** 30;
const FINE: Surroundings = {
  version: '24.1.0',
  isRoot: false,
  isContainer: false,
  memory: 4 * GB,
  openFiles: 65_536,
};

describe('the machine', () => {
  it('tells what it is', async () => {
    const here = await surroundings();
    expect(here).toMatchObject({
      version: process.versions.node,
      isRoot: process.getuid?.() === 0,
    });
    expect(here.memory).toBeGreaterThan(2 ** 28);
    if (process.platform === 'linux') expect(here.openFiles).toBeGreaterThan(100);
  });

  it.each([
    ['24.21.0', 'ok'],
    ['22.0.0', 'ok'],
    ['23.5.0', 'warning'],
    ['20.19.0', 'warning'],
    ['20.18.9', 'failure'],
    ['18.20.0', 'failure'],
  ])('Node.js %s: %s', (version, result) => {
    expect(nodeVersion({ ...FINE, version })).toMatchObject({ result });
  });

  it('runs as root where it is tried out only', () => {
    expect(user(FINE, true).result).toBe('ok');
    expect(user({ ...FINE, isRoot: true }, false).result).toBe('ok');
    expect(user({ ...FINE, isRoot: true }, true)).toMatchObject({ result: 'warning' });
    expect(user({ ...FINE, isRoot: true, isContainer: true }, true).found).toMatch(/container/);
  });

  it('needs twice the memory with PostgreSQL in it', () => {
    const half = { ...FINE, memory: GB / 2 };
    expect([memory(half, false).result, memory(half, true).result]).toEqual(['ok', 'warning']);
    expect(memory({ ...FINE, memory: GB / 4 }, false)).toMatchObject({ result: 'warning' });
  });

  it('needs a file for each connection', () => {
    const config = readConfig({ MAX_CONNECTIONS: '1000' });
    expect(openFiles(FINE, config).result).toBe('ok');
    expect(openFiles({ ...FINE, openFiles: undefined }, config).result).toBe('ok');
    expect(openFiles({ ...FINE, openFiles: 1024 }, config)).toMatchObject({
      result: 'warning',
      todo: expect.stringMatching(/1220 .*MAX_CONNECTIONS to 804/),
    });
  });

  it.each([
    [{ free: 50 * GB, total: 100 * GB }, 0, 'ok'],
    [{ free: 9 * GB, total: 100 * GB }, 0, 'warning'],
    [{ free: 50 * GB, total: 100 * GB }, 60 * GB, 'warning'],
    [{ free: GB - 1, total: 2 * GB }, 0, 'failure'],
  ])('a disk with %j, where %d bytes are wanted: %s', (room, wanted, result) => {
    expect(judgeRoom(room, wanted)).toMatchObject({ result });
  });
});

describe('the folders', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => rm(folder, { recursive: true }));

  const env = (given: Record<string, string>) => readConfig({ DATA_DIR: folder, ...given });
  const external = {
    DATABASE_URL: 'postgresql://db/crs',
    SECRETS_KEY: Buffer.alloc(32).toString('base64'),
  };

  it('looks at the disks that are written to', async () => {
    const watched = { IMPORT_WATCH_DIR: folder };
    expect(await disks(env(watched))).toMatchObject([{ about: folder }, { about: folder }]);
    expect(await disks(env({ ...watched, ...external }))).toMatchObject([{ about: folder }]);
    expect(await disks(env({ DATA_DIR: join(folder, 'none') }))).toEqual([]);
  });

  it('wants secrets to be for their owner alone', async () => {
    const key = join(folder, 'secrets.key');
    await writeFile(key, '', { mode: 0o600 });
    expect(await dataFolder(env({}))).toMatchObject({ result: 'ok' });
    await chmod(key, 0o640);
    expect(await dataFolder(env({}))).toMatchObject({
      result: 'failure',
      found: `${key} has mode 0640`,
      todo: `chmod 600 ${key}`,
    });
    expect(await dataFolder(env(external))).toMatchObject({ result: 'ok' });
  });

  it('wants a folder that can be written to', async () => {
    expect(await dataFolder(env({ DATA_DIR: join(folder, 'none') }))).toMatchObject({
      result: 'warning',
    });
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await dataFolder(env({ DATA_DIR: join(file, 'x') }))).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/ENOTDIR/),
    });
  });

  it('wants a .env with secrets to be for its owner alone', async () => {
    const file = join(folder, '.env');
    expect(await envFile(file)).toMatchObject({ result: 'ok' });
    await writeFile(file, 'PORT=3000\nSECRETS_KEY=\n', { mode: 0o644 });
    expect(await envFile(file)).toMatchObject({ result: 'ok' });
    await writeFile(file, 'PORT=3000\nexport SECRETS_KEY = abc\n');
    expect(await envFile(file)).toMatchObject({ result: 'warning', todo: `chmod 600 ${file}` });
    await chmod(file, 0o600);
    expect(await envFile(file)).toMatchObject({ result: 'ok' });
  });

  it('wants no demo dealer in production', async () => {
    const data = join(folder, 'data');
    await mkdir(data);
    const production = env({ NODE_ENV: 'production', DATA_DIR: data });
    expect(await demo(production)).toMatchObject({ result: 'ok' });
    await writeFile(join(data, 'demo.json'), '{}');
    expect(await demo(production)).toMatchObject({ result: 'warning' });
    expect(await demo(env({ DATA_DIR: data }))).toMatchObject({ result: 'ok' });
    const elsewhere = { NODE_ENV: 'production', DATA_DIR: data, ...external };
    expect(await demo(env(elsewhere))).toMatchObject({ result: 'ok' });
  });
});

describe('the wording', () => {
  it('cuts times, sizes and lists short', () => {
    const hours = 60 * 60_000;
    expect([1999, 119_999, 120_000, 26 * hours, 73 * hours].map(span)).toEqual([
      '1 s',
      '119 s',
      '2 min',
      '26 h',
      '3 days',
    ]);
    expect([2 ** 20, 1.5 * GB].map(size)).toEqual(['1 MB', '1.5 GB']);
    expect([few(['a', 'b'], 2), few(['a', 'b', 'c'], 2)]).toEqual(['a, b', 'a, b and 1 more']);
    expect([count(1, 'day'), count(2, 'day')]).toEqual(['1 day', '2 days']);
  });
});
