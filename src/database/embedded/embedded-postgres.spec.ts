import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startChild } from '../../../test/support/child.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { until } from '../../../test/support/until.js';
import { withClient } from '../session.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { pidFilePath, readPidFile } from './pid-file.js';
import { isAlive } from './processes.js';

let base: string;
let dataDir: string;
let cluster: string;
beforeAll(async () => {
  base = await temporaryFolder();
  dataDir = join(base, 'a data folder');
  cluster = join(dataDir, 'postgres');
});
afterAll(() => rm(base, { recursive: true }));

const temporary = (folder: string) =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.includes('.init-'))
    .map((name) => join(folder, name));
const serverPid = (folder = cluster) => readPidFile(folder)?.pid ?? 0;
const child = (folder = dataDir) => startChild('embedded-child.ts', folder);
const isDown = (pid: number) => until(() => !isAlive(pid) && !existsSync(pidFilePath(cluster)));

async function answer(url: string, sql = 'SELECT 1'): Promise<boolean> {
  return withClient(url, (client) => client.query(sql)).then(
    () => true,
    () => false,
  );
}

test('the first start creates a durable, private server', async () => {
  const postgres = await EmbeddedPostgres.start({ dataDir });
  const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'server_encoding', 'TimeZone'];
  names.push('listen_addresses', 'unix_socket_directories', 'jit', 'data_checksums');
  const { rows } = await withClient(postgres.url, (client) =>
    client.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
      [names],
    ),
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
    server_encoding: 'UTF8',
    TimeZone: 'UTC',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    jit: 'off',
  });
  expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
  const wrong = new URL(postgres.url);
  wrong.password = 'wrong';
  expect(await answer(wrong.href)).toBe(false);
  await postgres.stop();
  await postgres.stop();
});

describe('processes that share it', () => {
  test('the last one stops it, whoever started it', async () => {
    const first = child();
    const url = await first.line();
    const pid = serverPid();
    const second = await EmbeddedPostgres.start({ dataDir });
    expect(second.url).toBe(url);
    expect(await first.end()).toBe(0);
    expect(await answer(url)).toBe(true);
    const third = child();
    expect(await third.line()).toBe(url);
    await second.stop();
    expect(serverPid()).toBe(pid);
    expect(await answer(url)).toBe(true);
    expect(await third.end()).toBe(0);
    await isDown(pid);
  });

  test('after a kill -9 of its only user it lives on, and the next one stops it', async () => {
    const killed = child();
    const url = await killed.line();
    const pid = serverPid();
    await killed.kill();
    expect(await answer(url)).toBe(true);
    const next = await EmbeddedPostgres.start({ dataDir });
    expect(serverPid()).toBe(pid);
    await next.stop();
    await isDown(pid);
  });

  test('two that start it for the first time at once agree on one', async () => {
    const fresh = join(base, 'fresh');
    const both = [child(fresh), child(fresh)];
    const [one, other] = await Promise.all(both.map((process) => process.line()));
    expect(other).toBe(one);
    await Promise.all(both.map((process) => process.end()));
    expect(await readdir(join(fresh, 'postgres.users'))).toEqual([]);
    expect(existsSync(pidFilePath(join(fresh, 'postgres')))).toBe(false);
  });

  test('a kill -9 while it is created leaves nothing half done', async () => {
    const fresh = join(base, 'killed');
    const killed = child(fresh);
    await until(() => temporary(fresh).some((path) => existsSync(join(path, 'data', 'base'))));
    await killed.kill();
    expect(existsSync(join(fresh, 'postgres'))).toBe(false);
    const next = await EmbeddedPostgres.start({ dataDir: fresh });
    expect(await answer(next.url)).toBe(true);
    await next.stop();
    // The initdb of the killed process lives on for a moment; whoever starts next tidies up.
    await until(async () => {
      await EmbeddedPostgres.start({ dataDir: fresh }).then((postgres) => postgres.stop());
      return temporary(fresh).length === 0;
    });
  });
});

describe('the port', () => {
  test('is the same after a restart', async () => {
    const before = await EmbeddedPostgres.start({ dataDir });
    const { url } = before;
    await before.stop();
    const after = await EmbeddedPostgres.start({ dataDir });
    expect(after.url).toBe(url);
    await after.stop();
  });

  test('is another one when it was taken meanwhile, also for who looks at the address', async () => {
    const postgres = await EmbeddedPostgres.start({ dataDir, supervise: true });
    const { url } = postgres;
    const thief = createServer((socket) => socket.destroy());
    process.kill(serverPid(), 'SIGKILL');
    await until(() => listens(thief, Number(new URL(url).port)));
    await until(() => answer(postgres.url));
    expect(postgres.url).not.toBe(url);
    await postgres.stop();
    thief.close();
  });

  function listens(server: ReturnType<typeof createServer>, port: number): Promise<boolean> {
    return new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen({ port, host: '127.0.0.1' }, () => resolve(true));
    });
  }
});

describe('after a kill -9 of the server', () => {
  test('a supervised one is back within ten seconds, though an old backend is at work', async () => {
    const postgres = await EmbeddedPostgres.start({ dataDir, supervise: true });
    const { url } = postgres;
    const busy = answer(url, `SELECT count(*) FROM generate_series(1, 10000000000)`);
    await until(() =>
      withClient(url, async (client) => {
        const { rowCount } = await client.query(
          `SELECT FROM pg_stat_activity WHERE query LIKE '%generate_series%' AND state = 'active'
             AND pid <> pg_backend_pid()`,
        );
        return rowCount === 1;
      }),
    );
    const killedAt = Date.now();
    process.kill(serverPid(), 'SIGKILL');
    await until(() => answer(url), 10_000);
    expect(Date.now() - killedAt).toBeLessThan(10_000);
    expect(await busy).toBe(false);
    await postgres.stop();
  });

  test('another process’s pid in its file does not keep it from starting', async () => {
    const before = await EmbeddedPostgres.start({ dataDir });
    process.kill(serverPid(), 'SIGKILL');
    await until(() => !isAlive(serverPid()));
    const file = pidFilePath(cluster);
    const stranger = startChild('stranger.ts');
    await stranger.line();
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [stranger.process.pid, ...lines.slice(1)].join('\n'));
    const after = await EmbeddedPostgres.start({ dataDir });
    expect(await answer(after.url)).toBe(true);
    expect(isAlive(stranger.process.pid ?? 0)).toBe(true);
    await stranger.end();
    await before.stop();
    await after.stop();
  });
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('in a folder that only root can enter it works all the same', async () => {
  const secret = join(base, 'secret');
  await mkdir(secret, { mode: 0o700 });
  const postgres = await EmbeddedPostgres.start({ dataDir: join(secret, 'data') });
  expect(await answer(postgres.url)).toBe(true);
  const place = await readFile(join(secret, 'data', 'postgres.location'), 'utf8');
  expect(place).toMatch(/^\/var\/lib\/crs-dealer-api\/[0-9a-f]{16}\/postgres$/);
  await postgres.stop();
  await rm(dirname(place), { recursive: true });
});

test('a password file that is gone is named, not replaced', async () => {
  const file = join(dataDir, 'postgres.password');
  const password = await readFile(file, 'utf8');
  await rm(file);
  await expect(EmbeddedPostgres.start({ dataDir })).rejects.toThrow(
    /postgres\.password is missing/,
  );
  await writeFile(file, password, { mode: 0o600 });
});

test('a server that cannot start says why in one line', async () => {
  const version = join(cluster, 'PG_VERSION');
  await writeFile(version, '9\n');
  await expect(EmbeddedPostgres.start({ dataDir })).rejects.toThrow(
    /^PostgreSQL does not start: [^\n]*incompatible with server[^\n]*$/,
  );
  await writeFile(version, '18\n');
  const postgres = await EmbeddedPostgres.start({ dataDir });
  await postgres.stop();
});
