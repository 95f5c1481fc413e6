import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withClient } from '../../src/database/session.js';
import { cliIn } from '../support/cli-run.js';
import { cleanUp, embeddedUrl, killPostgres, ownFolder } from '../support/process-children.js';
import { fullBundle, PULL_PATHS } from '../support/process-faults.js';
import { fetchToken, startServerProcess, type ServerProcess } from '../support/process-server.js';
import { hasTerminal, inTerminal } from '../support/process-terminal.js';
import { MAIN } from '../support/process-server.js';
import { writeBundle } from '../support/test-server.js';
import { until } from '../support/until.js';

interface LogLine {
  level: number;
  time: string;
  msg: string;
  requestId?: string;
  err?: { message: string; stack: string };
  [name: string]: unknown;
}

// One story, told in order: a whole run of a server, and what it has logged.
const WRONG_SECRET = `wrong-${randomBytes(16).toString('hex')}`;
const GIVEN_ID = 'crs-req.0001';
let folder: string;
let environment: Record<string, string>;
let server: ServerProcess;
let base: string;
let client: { client_id: string; client_secret: string };
let token: string;

beforeAll(async () => {
  folder = await ownFolder();
  const SECRETS_KEY = randomBytes(32).toString('base64');
  environment = { DATA_DIR: join(folder, 'data'), DEMO: 'off', SECRETS_KEY };
  const cli = cliIn(folder, environment);
  server = startServerProcess({ cwd: folder, environment });
  base = await server.address();
  await cli.json('dealer', 'add', 'A000', '--name', 'Mine');
  client = await cli.json('client', 'add', '--dealer', 'A000', '--name', 'CRS');
  await mkdir(join(folder, 'bundle'));
  await writeBundle(join(folder, 'bundle'), fullBundle('Bond'));
  await cli.json('import', '--dealer', 'A000', join(folder, 'bundle'));
  token = await fetchToken(base, client.client_id, client.client_secret);
});
afterAll(cleanUp);

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(base + path, { headers: { authorization: `Bearer ${token}`, ...headers } });
}

function lines(): LogLine[] {
  const texts = server.stdout().split('\n').slice(0, -1);
  return texts.map((text) => JSON.parse(text) as LogLine);
}

/** The lines of a request, once it has been logged. */
async function linesOf(answer: Response): Promise<LogLine[]> {
  const id = answer.headers.get('x-request-id');
  return until(() => {
    const found = lines().filter(({ requestId }) => requestId === id);
    return found.some(({ status }) => status !== undefined) && found;
  });
}

it('writes one line of JSON for each pull: who, about what, how it went', async () => {
  for (const path of PULL_PATHS) {
    const answer = await get(path);
    await answer.text();
    const [line, ...others] = await linesOf(answer);
    expect(others).toEqual([]);
    const endpoint = path.split('?')[0]?.replace(/\/$/, '') ?? '';
    expect(line).toMatchObject({
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      msg: `GET ${endpoint} 200`,
      client: client.client_id,
      dealer: 'A000',
      method: 'GET',
      endpoint,
      status: 200,
      durationMs: expect.any(Number),
      items: 1,
    });
  }
});

it('writes a line for requests that are refused, too', async () => {
  const answers = await Promise.all([
    get('/api/v1/contract'),
    get('/api/v1/contract?customer=C1&dealer=Z999'),
    get('/nowhere'),
    get('/api/v1/contract?customer=C1', { authorization: 'Bearer nonsense' }),
    get('/%ZZ?access_token=canary'),
  ]);
  const found = await Promise.all(answers.map((answer) => linesOf(answer)));
  expect(found.map(([line]) => line)).toMatchObject([
    { status: 400, client: client.client_id, dealer: 'A000' },
    { status: 403, client: client.client_id },
    { status: 404, endpoint: '/nowhere' },
    { status: 401, endpoint: '/api/v1/contract' },
    { status: 400, endpoint: '/%ZZ', address: '127.0.0.1', durationMs: expect.any(Number) },
  ]);
});

it('tells of each attempt at a token whose it was, and why it was refused', async () => {
  const ask = (id: string, secret: string) =>
    fetch(`${base}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
  const { client_id: id, client_secret: secret } = client;
  const nobody = `crs-${'0'.repeat(20)}`;
  const answers = [await ask(id, secret), await ask(id, WRONG_SECRET), await ask(nobody, secret)];
  // What is no id may be a secret in the wrong place.
  answers.push(await ask(secret, id));
  const found = await Promise.all(answers.map((answer) => linesOf(answer)));
  const told = found.map((of) => of.find(({ status }) => status !== undefined));
  const refused = { status: 401, tokenError: 'invalid_client', address: '127.0.0.1' };
  expect(told).toMatchObject([
    { status: 200, client: id },
    { ...refused, client: id },
    { ...refused, client: nobody },
    refused,
  ]);
  expect(told[3]).not.toHaveProperty('client');
});

it('keeps a request id that is sane, and replaces one that is not', async () => {
  const kept = await get('/health/live', { 'x-request-id': GIVEN_ID });
  expect(kept.headers.get('x-request-id')).toBe(GIVEN_ID);
  expect(await linesOf(kept)).toHaveLength(1);
  for (const odd of ['two words', '<script>', 'x'.repeat(101), '{"a":1}']) {
    const { headers } = await get('/health/live', { 'x-request-id': odd });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  }
});

it('lets nobody write lines of their own, nor command a terminal that shows them', async () => {
  const odd = 'x\n{"level":50,"msg":"forged"}\u001b[2J\u0000';
  const body = new URLSearchParams({ grant_type: odd, client_id: odd, client_secret: odd });
  await fetch(`${base}/oauth/token`, { method: 'POST', body });
  await get(
    `/api/v1/contract?customer=${encodeURIComponent(odd)}&dealer=${encodeURIComponent(odd)}`,
  );
  await linesOf(await get(`/nowhere/${encodeURIComponent(odd)}`));
  expect(lines().filter(({ msg }) => msg === 'forged')).toEqual([]);
  // oxlint-disable-next-line no-control-regex -- that is what it is about
  expect(server.stdout()).not.toMatch(/[\u{0}-\u{9}\u{b}-\u{1f}\u{7f}]/u);
});

it('answers what nobody foresaw with 500, the inside only in the log under the request id', async () => {
  const url = await embeddedUrl(environment['DATA_DIR'] ?? '');
  const rename = (from: string, to: string) =>
    withClient(url, (db) => db.query(`ALTER TABLE contract RENAME COLUMN ${from} TO ${to}`));
  await rename('sort_key', 'sorting');
  // A token where it does not belong must not be logged either.
  const answer = await get(`/api/v1/contract?customer=C1&access_token=${token}`);
  const text = await answer.text();
  await rename('sorting', 'sort_key');
  expect(answer.status).toBe(500);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(text)).toEqual({
    type: 'urn:crs-dealer-api:problem:internal',
    title: 'Something went wrong',
    status: 500,
    instance: '/api/v1/contract',
    requestId: answer.headers.get('x-request-id'),
  });
  const [error, request] = await linesOf(answer);
  expect(error).toMatchObject({ level: 50, err: { message: expect.stringMatching(/sort_key/) } });
  expect(request).toMatchObject({ level: 30, status: 500 });
  expect((await get('/api/v1/contract?customer=C1')).status).toBe(200);
});

it('writes no secret, token, password or key over a whole run', async () => {
  const basic = (secret: string) =>
    `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString('base64')}`;
  const ask = (headers: Record<string, string>, body: Record<string, string>) =>
    fetch(`${base}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(body) });
  const grant = { grant_type: 'client_credentials' };
  const { client_id: id, client_secret: secret } = client;
  await ask({ authorization: basic(WRONG_SECRET) }, grant);
  await ask({}, { ...grant, client_id: id, client_secret: secret });
  await ask({}, { ...grant, client_id: id, client_secret: WRONG_SECRET });
  await ask({ authorization: basic(secret) }, { grant_type: `password ${secret}` });
  await get(`/api/v1/contract?customer=C1&client_secret=${secret}&access_token=${token}`);
  await get(`/api/v1/contract?items=${token}`);
  await get('/api/v1/contract?customer=C1', { authorization: basic(secret) });
  await get('/api/v1/contract?customer=C1', { authorization: `Bearer ${token}x` });
  const dataDir = environment['DATA_DIR'] ?? '';
  const password = await readFile(join(dataDir, 'postgres.password'), 'utf8');
  await killPostgres(dataDir);
  await ask({ authorization: basic(secret) }, grant);
  await get('/api/v1/contract?customer=C1');
  await until(async () => (await get('/api/v1/contract?customer=C1')).status === 200);
  expect(await server.end()).toEqual({ status: 0, signal: null });
  expect(lines().length).toBeGreaterThan(20);
  const written = server.stdout() + server.stderr();
  const canaries = [secret, token, password, environment['SECRETS_KEY'] ?? '', WRONG_SECRET];
  canaries.push(basic(secret), basic(WRONG_SECRET));
  const leaks = written.split('\n').filter((line) => canaries.some((one) => line.includes(one)));
  expect(leaks).toEqual([]);
  expect(server.stderr()).toBe('');
});

(hasTerminal ? it : it.skip)('is pretty in a terminal, and ends with Ctrl-C there', async () => {
  const command = `exec "${process.execPath}" "${MAIN}"`;
  const terminal = inTerminal(command, folder, { ...environment, PORT: '0' });
  await until(() => terminal.text().includes('reached at'), 60_000);
  expect(terminal.text()).toMatch(/\[\d\d:\d\d:\d\d\].*INFO.*Listening on http/);
  expect(terminal.text()).not.toContain('{"level"');
  terminal.type('\u0003');
  expect(await terminal.ended).toBe(0);
});
