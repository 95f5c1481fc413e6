import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { selfSigned } from '../support/certificates.js';
import { cliIn } from '../support/cli-run.js';
import { createBareDatabase, createTestDatabase } from '../support/database.js';
import { cleanUp, ownFolder, postgresPid } from '../support/process-children.js';
import { startServerProcess } from '../support/process-server.js';
import { tlsFiles } from '../support/tls-files.js';

const PASSWORD = 'pw-canary';
const SECRETS_KEY = randomBytes(32).toString('base64');

let folder: string;

beforeAll(async () => {
  folder = join(await ownFolder(), 'cwd');
  await mkdir(folder);
});
afterAll(cleanUp);

/** What a start that must fail says. */
async function refusal(environment: Record<string, string>): Promise<string[]> {
  const server = startServerProcess({ cwd: folder, environment });
  expect(await server.exited).toEqual({ status: 1, signal: null });
  expect(server.stderr()).not.toContain(PASSWORD);
  expect(server.stdout()).not.toContain(PASSWORD);
  return server.stderr().trimEnd().split('\n');
}

it('names each bad variable with its value and what is allowed, one line each', async () => {
  const lines = await refusal({
    PORT: '70000',
    LOG_LEVEL: 'loud',
    PUBLIC_URL: 'ftp://x.example',
    DATABASE_POOL_SIZE: 'many',
    DATABASE_URL: `mysql://u:${PASSWORD}@db.example/x`,
    SECRETS_KEY: PASSWORD,
  });
  expect(lines.toSorted()).toEqual([
    'DATABASE_POOL_SIZE="many" is not allowed: it must be an integer from 1 to 1000',
    'DATABASE_URL=(hidden) is not allowed: it must be a URL that starts with postgres:// or postgresql://',
    'LOG_LEVEL="loud" is not allowed: it must be one of fatal, error, warn, info, debug, trace, silent',
    'PORT="70000" is not allowed: it must be an integer from 0 to 65535',
    'PUBLIC_URL="ftp://x.example" is not allowed: it must be a URL that starts with http:// or https://',
    'SECRETS_KEY=(hidden) is not allowed: it must be 32 bytes in base64 (44 characters)',
  ]);
});

it('names a variable that another one asks for', async () => {
  const environment = {
    DATABASE_URL: `postgresql://u:${PASSWORD}@127.0.0.1:1/x`,
    OAUTH_ISSUER_URL: 'https://idp.example',
  };
  const { status, stderr } = await cliIn(folder, environment)('config');
  expect([status, stderr]).toEqual([
    1,
    'error: SECRETS_KEY is not set: with DATABASE_URL it must be 32 bytes in base64\n' +
      'OAUTH_AUDIENCE is not set: with OAUTH_ISSUER_URL it must name the audience\n',
  ]);
});

it('reads a .env file in the working folder, and lets the environment win over it', async () => {
  const cwd = join(folder, 'with-env');
  await mkdir(cwd);
  await writeFile(join(cwd, '.env'), 'PAGE=1\nLOG_LEVEL=warn\nTOKEN_TTL_SECONDS=61\n');
  const config = await cliIn(cwd, { LOG_LEVEL: 'error' }).json<object>('config');
  expect(config).toMatchObject({ LOG_LEVEL: 'error', TOKEN_TTL_SECONDS: 61 });
});

it('says in one line that the database of DATABASE_URL does not answer', async () => {
  const url = `postgresql://u:${PASSWORD}@127.0.0.1:1/x`;
  expect(await refusal({ DATABASE_URL: url, SECRETS_KEY })).toEqual([
    'The database does not answer: connect ECONNREFUSED 127.0.0.1:1',
  ]);
});

it('says in one line that the database of DATABASE_URL refuses the password', async () => {
  const database = await createTestDatabase();
  try {
    const wrong = new URL(database.url);
    wrong.password = PASSWORD;
    const cli = cliIn(folder, { DATABASE_URL: wrong.href, SECRETS_KEY });
    expect(await cli('dealer', 'list')).toMatchObject({
      status: 1,
      stderr: 'error: The database refuses: password authentication failed for user "crs"\n',
    });
  } finally {
    await database.drop();
  }
});

it('refuses a database that lacks migrations, and starts once they are applied', async () => {
  const database = await createBareDatabase();
  const environment = { DATABASE_URL: database.url, SECRETS_KEY };
  try {
    const [line, ...others] = await refusal(environment);
    expect(line).toMatch(
      /^The database lacks migrations \(.+\): run `npm run cli -- migrate` first$/,
    );
    expect(others).toEqual([]);
    const cli = cliIn(folder, environment);
    const refused = await cli('dealer', 'list');
    expect(refused).toEqual({ status: 1, signal: null, stdout: '', stderr: `error: ${line}\n` });
    const { applied } = await cli.json<{ applied: string[] }>('migrate');
    expect(applied.length).toBeGreaterThan(0);
    const server = startServerProcess({ cwd: folder, environment });
    await server.address();
    expect(await server.end()).toEqual({ status: 0, signal: null });
    expect(await cli.json('migrate')).toEqual({ applied: [] });
  } finally {
    await database.drop();
  }
});

it('says in one line that the port is in use, and leaves no PostgreSQL running', async () => {
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  const dataDir = join(folder, 'port');
  const { port } = taken.address() as AddressInfo;
  const lines = await refusal({ PORT: String(port), DATA_DIR: dataDir, DEMO: 'off' });
  taken.close();
  expect(lines).toEqual(['PORT is in use by another program: choose another one']);
  expect(postgresPid(dataDir)).toBeUndefined();
});

it('says in one line that the key file is no key, and leaves no PostgreSQL running', async () => {
  const dataDir = join(folder, 'port');
  await writeFile(join(dataDir, 'secrets.key'), `${PASSWORD}\n`);
  const lines = await refusal({ DATA_DIR: dataDir });
  expect(lines).toEqual([
    expect.stringMatching(/secrets\.key must hold the SECRETS_KEY: 32 bytes in base64$/),
  ]);
  expect(postgresPid(dataDir)).toBeUndefined();
  const { stderr, stdout } = await cliIn(folder, { DATA_DIR: dataDir })('keys', 'rotate');
  expect([stdout, stderr]).toEqual(['', `error: ${lines[0]}\n`]);
  expect(postgresPid(dataDir)).toBeUndefined();
});

it('says in one line that the watched folder is none, and leaves no PostgreSQL running', async () => {
  const dataDir = join(folder, 'watching');
  const missing = join(folder, 'not there');
  expect(await refusal({ DATA_DIR: dataDir, DEMO: 'off', IMPORT_WATCH_DIR: missing })).toEqual([
    `IMPORT_WATCH_DIR="${missing}" is not allowed: it must be a folder that can be read ` +
      `(ENOENT: no such file or directory, access '${missing}')`,
  ]);
  expect(postgresPid(dataDir)).toBeUndefined();
});

it('says in one line that the key is not that of the certificate, and starts no PostgreSQL', async () => {
  const dataDir = join(folder, 'tls');
  const { cert } = await selfSigned();
  const { environment } = await tlsFiles({ cert, key: (await selfSigned()).key }, folder);
  const { TLS_CERT_FILE, TLS_KEY_FILE } = environment;
  expect(await refusal({ DATA_DIR: dataDir, ...environment })).toEqual([
    `TLS_KEY_FILE="${TLS_KEY_FILE}" is not allowed: it must be the key of TLS_CERT_FILE="${TLS_CERT_FILE}" (CN=CRS)`,
  ]);
  expect(postgresPid(dataDir)).toBeUndefined();
});
