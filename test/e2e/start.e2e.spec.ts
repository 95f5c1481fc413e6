import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openClient } from '../../src/database/session.js';
import {
  cleanUp,
  embeddedUrl,
  killPostgres,
  ownFolder,
  postgresPid,
} from '../support/process-children.js';
import { startServerProcess, type ServerProcess } from '../support/process-server.js';
import { until } from '../support/until.js';

const bash = (script: string) => promisify(execFile)('bash', ['-c', script]);
const CURL_LINES = /^ +(TOKEN=\$\(curl .*\)\n) +(curl .*)$/m;

// One story, told in order, in one DATA_DIR with a blank in its path.
let cwd: string;
let dataDir: string;
let server: ServerProcess;
let credentials: readonly [string, string];
let contracts: string;
let firstStart: number;

function start(): ServerProcess {
  return startServerProcess({ cwd, environment: { DATA_DIR: dataDir } });
}

async function timed(): Promise<number> {
  const begun = performance.now();
  await server.credentials();
  return performance.now() - begun;
}

function refusesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(false));
    socket.on('error', () => resolve(true)).on('connect', () => socket.destroy());
  });
}

/** The path of the page that the printed command asks for. */
async function printedPath(): Promise<string> {
  await server.credentials();
  return /'http:\/\/[^/]+(\/api\/v1\/contract\?[^']+)'/.exec(server.stdout())?.[1] ?? '';
}

beforeAll(async () => {
  cwd = join(await ownFolder(), 'a folder');
  await mkdir(cwd);
  dataDir = join(cwd, '..', 'my data');
  server = start();
});
afterAll(cleanUp);

it('starts on an empty folder, and prints address, docs page, client id and secret', async () => {
  firstStart = await timed();
  credentials = await server.credentials();
  const address = await server.address();
  expect(server.stdout()).toContain(`Documentation  ${address}/docs`);
  expect(credentials[0]).toMatch(/^crs-[0-9a-f]+$/);
  expect(credentials[1]).toMatch(/^[\w-]{43}$/);
  expect(server.stderr()).toBe('');
  const [ready, docs] = await Promise.all([
    fetch(`${address}/health/ready`),
    fetch(`${address}/docs`),
  ]);
  expect([ready.status, docs.status]).toEqual([200, 200]);
  expect(docs.headers.get('content-type')).toContain('text/html');
});

it('prints two curl lines that work when they are pasted into bash', async () => {
  const [, token = '', page = ''] = CURL_LINES.exec(server.stdout()) ?? [];
  const { stdout, stderr } = await bash(token + page);
  expect(stderr).toBe('');
  const body = JSON.parse(stdout) as { items: object[]; totalElements: number };
  expect(body.items).toHaveLength(2);
  expect(body.totalElements).toBeGreaterThan(2);
  contracts = stdout;
});

it('answers what has been asked when it is told to end, and ends with status 0', async () => {
  const path = await printedPath();
  const holder = await openClient(await embeddedUrl(dataDir));
  await holder.query('BEGIN; LOCK TABLE contract IN ACCESS EXCLUSIVE MODE');
  const answer = server.get(path);
  await until(async () => {
    const { rows } = await holder.query('SELECT FROM pg_locks WHERE NOT granted');
    return rows.length > 0;
  });
  const { port } = new URL(await server.address());
  const ended = server.end('SIGTERM');
  await until(() => refusesConnections(Number(port)));
  // As npm and a terminal do together.
  process.kill(server.pid, 'SIGINT');
  await holder.query('COMMIT');
  await holder.end();
  expect(await answer).toMatchObject({ status: 200, text: contracts });
  expect(await ended).toEqual({ status: 0, signal: null });
  expect(server.stderr()).toBe('');
});

it('leaves nothing running and no half-made file', async () => {
  expect(postgresPid(dataDir)).toBeUndefined();
  expect((await readdir(dataDir)).toSorted()).toEqual([
    'demo.json',
    'postgres',
    'postgres.lock',
    'postgres.log',
    'postgres.password',
    'postgres.users',
    'secrets.key',
  ]);
  expect(await readdir(join(dataDir, 'postgres.users'))).toEqual([]);
});

it('starts again with the same client and the same data, and faster', async () => {
  server = start();
  expect(await timed()).toBeLessThan(firstStart);
  expect(await server.credentials()).toEqual(credentials);
  expect((await server.get(await printedPath())).text).toBe(contracts);
  expect(server.stdout()).not.toContain('Creating the database');
  expect(server.stdout()).not.toContain('Making the demo');
});

it('attaches to the PostgreSQL that a killed server left running', async () => {
  const postgres = postgresPid(dataDir);
  expect(await server.end('SIGKILL')).toEqual({ status: null, signal: 'SIGKILL' });
  expect(postgresPid(dataDir)).toBe(postgres);
  server = start();
  expect(await server.credentials()).toEqual(credentials);
  expect(server.stdout()).toContain('PostgreSQL found running');
  expect(postgresPid(dataDir)).toBe(postgres);
  expect((await server.get(await printedPath())).text).toBe(contracts);
});

it('answers 503 while a killed PostgreSQL is away, never an empty list, and recovers by itself', async () => {
  const path = await printedPath();
  await killPostgres(dataDir);
  const seen = new Set<string>();
  await until(async () => {
    const { status, text, retryAfter } = await server.get(path);
    seen.add(status === 200 ? text : `${status} ${retryAfter}`);
    return status === 200;
  }, 10_000);
  expect([...seen].toSorted()).toEqual([...new Set([...seen, contracts])].toSorted());
  seen.delete(contracts);
  expect([...seen].filter((answer) => answer !== '503 10')).toEqual([]);
});

it('stops the PostgreSQL it did not start, when it is the last to use it', async () => {
  expect(await server.end('SIGINT')).toEqual({ status: 0, signal: null });
  expect(postgresPid(dataDir)).toBeUndefined();
});
