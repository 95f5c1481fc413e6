import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { cliIn, type Cli } from '../support/cli-run.js';
import { cleanUp, ownFolder, postgresPid } from '../support/process-children.js';
import { fetchToken, startServerProcess, type ServerProcess } from '../support/process-server.js';
import { writeBundle } from '../support/test-server.js';
import { until } from '../support/until.js';

interface Credentials {
  client_id: string;
  client_secret: string;
}

// One story, told in order: the command line on the embedded database, alone and beside a server.
let folder: string;
let dataDir: string;
let cli: Cli;
let server: ServerProcess;
let client: Credentials;
let token: string;

beforeAll(async () => {
  folder = await ownFolder();
  dataDir = join(folder, 'data');
  cli = cliIn(folder, { DATA_DIR: dataDir });
});
afterAll(cleanUp);

const tokenOf = async ({ client_id: id, client_secret: secret }: Credentials) =>
  fetchToken(await server.address(), id, secret);

async function pull(path: string, by = token): Promise<string> {
  const headers = { authorization: `Bearer ${by}` };
  const answer = await fetch(`${await server.address()}/api/v1/${path}`, { headers });
  return `${answer.status} ${await answer.text()}`;
}

function start(): ServerProcess {
  const environment = { DATA_DIR: dataDir, DEMO: 'off', CLIENT_CACHE_SECONDS: '1' };
  return startServerProcess({ cwd: folder, environment });
}

it('works without a server, and leaves no PostgreSQL running', async () => {
  const added = await cli('dealer', 'add', 'A000', '--name', 'Mine');
  expect(added).toMatchObject({ status: 0, stderr: '' });
  expect(postgresPid(dataDir)).toBeUndefined();
  client = await cli.json<Credentials>('client', 'add', '--dealer', 'A000', '--name', 'CRS');
  expect(postgresPid(dataDir)).toBeUndefined();
});

it('works beside a server, which goes on with what was changed', async () => {
  server = start();
  token = await tokenOf(client);
  expect(await pull('customer?customer=1')).toMatch(/^503 .*not-loaded/);
  const postgres = postgresPid(dataDir);
  const bundle = join(folder, 'bundle');
  await mkdir(bundle);
  await writeBundle(bundle, { 'customers.ndjson': [{ customerId: '1', customerName: 'One' }] });
  const report = await cli.json('import', '--dealer', 'A000', bundle);
  expect(report).toMatchObject({ state: 'published', generation: 1 });
  expect(await pull('customer?customer=1')).toBe(
    '200 {"customer":{"customerName":"One","customerId":"1"}}',
  );
  expect(postgresPid(dataDir)).toBe(postgres);
});

it('shuts out a revoked client within CLIENT_CACHE_SECONDS, with the token it holds', async () => {
  const add = ['client', 'add', '--dealer', 'A000', '--name', 'Short-lived'];
  const other = await cli.json<Credentials>(...add);
  const held = await tokenOf(other);
  expect(await pull('customer?customer=1', held)).toMatch(/^200 /);
  await cli.json('client', 'revoke', other.client_id);
  await until(async () => (await pull('customer?customer=1', held)).startsWith('401 '), 5_000);
  await expect(tokenOf(other)).rejects.toThrow('invalid_client');
  expect(await pull('customer?customer=1')).toMatch(/^200 /);
});

it('rotates a secret: the old one stops working, tokens stay valid', async () => {
  const old = client;
  client = await cli.json<Credentials>('client', 'rotate-secret', old.client_id);
  await expect(tokenOf(old)).rejects.toThrow('invalid_client');
  expect(decodeJwt(await tokenOf(client))).toMatchObject({ client_id: old.client_id });
  expect(await pull('customer?customer=1')).toMatch(/^200 /);
});

it('rotates the signing key: new tokens carry it, old ones stay valid', async () => {
  const { kid } = await cli.json<{ kid: string }>('keys', 'rotate');
  expect(await pull('customer?customer=1')).toMatch(/^200 /);
  // A server that runs looks for a new key every 30 seconds; one that starts, at once.
  expect(await server.end()).toEqual({ status: 0, signal: null });
  const environment = { DATA_DIR: dataDir, DEMO: 'off', PUBLIC_URL: await server.address() };
  const { port } = new URL(environment.PUBLIC_URL);
  server = startServerProcess({ cwd: folder, environment: { ...environment, PORT: port } });
  expect(decodeProtectedHeader(await tokenOf(client)).kid).toBe(kid);
  expect(decodeProtectedHeader(token).kid).not.toBe(kid);
  const keys = await fetch(`${await server.address()}/.well-known/jwks.json`);
  expect(((await keys.json()) as { keys: object[] }).keys).toHaveLength(2);
  await server.end();
});
