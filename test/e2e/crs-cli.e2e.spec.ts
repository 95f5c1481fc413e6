import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withClient } from '../../src/database/session.js';
import type { CheckReport } from '../../src/outbox/connection/check/check-step.js';
import type { ConnectionView } from '../../src/outbox/connection/connection-view.js';
import { CLI, cliIn, type Cli } from '../support/cli-run.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { cleanUp, ownFolder, track } from '../support/process-children.js';
import { hasTerminal, inTerminal } from '../support/process-terminal.js';
import { until } from '../support/until.js';

const SECRET = 's3cret-of-the-dealer';

// One story, told in order. A command takes most of a second: what it prints is tested beside it.
let database: TestDatabase;
let environment: Record<string, string>;
let folder: string;
let cli: Cli;
let peer: CrsPeer;
let settings: string[];

beforeAll(async () => {
  [database, peer, folder] = await Promise.all([createTestDatabase(), startCrsPeer(), ownFolder()]);
  const SECRETS_KEY = randomBytes(32).toString('base64');
  environment = { DATABASE_URL: database.url, SECRETS_KEY, CRS_ALLOW_PRIVATE: 'on' };
  cli = cliIn(folder, environment);
  settings = ['--message-url', peer.messageUrl, '--token-url', peer.tokenUrl];
  settings.push('--client-id', 'dealer');
  await withClient(database.url, (client) =>
    client.query(
      `INSERT INTO dealer (dealer_code, name, time_zone, currency, country)
       VALUES ('A000', 'Mine', 'UTC', 'USD', 'USA'), ('B000', 'Other', 'UTC', 'USD', 'USA')`,
    ),
  );
});
afterAll(async () => {
  await cleanUp();
  await peer.close();
  await database.drop();
});

const crs = (name: string, ...options: string[]) =>
  cli('crs', name, '--dealer', 'A000', ...options);

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function refused(...parameters: string[]): Promise<string> {
  const { status, stdout, stderr } = await cli('crs', ...parameters);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  return stderr.slice('error: '.length, -1);
}

it('says so when nobody is connected', async () => {
  const [listed, dealer, secret] = await Promise.all([
    cli('crs', 'list'),
    refused('test', '--dealer', 'Q'),
    refused('connect', '--dealer', 'A000', '--environment', 'test', ...settings),
  ]);
  expect(listed.stdout).toBe('No dealer is connected: connect one with `crs connect`.\n');
  expect(dealer).toContain('Q');
  expect(secret).toBe(
    'The client secret is missing: give it by --secret-file, or by the variable CRS_CLIENT_SECRET',
  );
});

it('connects dealers, with the secret from the environment or a file', async () => {
  const withSecret = cliIn(folder, { ...environment, CRS_CLIENT_SECRET: SECRET });
  const path = await file('secret', `${SECRET}\n`);
  const connect = ['crs', 'connect', '--dealer'];
  const notify = ['--notify', 'contract,invoice', '--notify-most', '20', '--scope', 'messages'];
  const [test, production] = await Promise.all([
    withSecret(...connect, 'A000', '--environment', 'test', ...settings, ...notify),
    cli(...connect, 'B000', '--environment', 'production', ...settings, '--secret-file', path),
  ]);
  expect([test.status, test.stderr, test.stdout]).toEqual([
    0,
    '',
    'Dealer A000 is connected with the test system of CRS.\n' +
      'Test it with: npm run cli -- crs test --dealer A000\n',
  ]);
  expect(production.stdout).toContain('B000 is connected with the PRODUCTION system of CRS.');
  const [shown, { stdout }] = await Promise.all([
    cli.json<ConnectionView>('crs', 'show', '--dealer', 'A000'),
    cli('crs', 'list'),
  ]);
  expect(shown).toMatchObject({
    messageUrl: peer.messageUrl,
    tokenUrl: peer.tokenUrl,
    clientId: 'dealer',
    scope: 'messages',
    environment: 'test',
    notifications: { types: ['contract', 'invoice'], mostCustomers: 20 },
  });
  expect(stdout).toMatch(/│ A000 +│ test +│ active +│ closed +│ 0 +│ 0 +│ +│/);
  expect(stdout).toMatch(/│ B000 +│ PRODUCTION +│ active +│ closed +│/);
});

it('tests a connection, and ends with status 1 when a step fails', async () => {
  const { status, stdout, stderr } = await crs('test');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^Dealer A000, the test system of CRS\n✓ token URL +dns +127\.0\.0\.1 is an/,
  );
  expect(stdout).toMatch(/^✓ secret +token a token was given, valid for 3\d+ seconds \(\d+ ms\)$/m);
  expect(stdout).toMatch(/^! message URL tls +plain HTTP/m);
  expect(stdout).toMatch(/The connection works\.\n$/);
  peer.clients.set('dealer', 'another');
  const [failed, json] = await Promise.all([crs('test'), crs('test', '--json')]);
  expect([failed.status, failed.stderr]).toEqual([1, '']);
  expect(failed.stdout).toMatch(/^✗ secret +token .*invalid_client/m);
  expect(failed.stdout).toMatch(/^– secret +scope not done: a step before it failed$/m);
  expect(failed.stdout).toMatch(/The connection does not work\.\n$/);
  expect([json.status, (JSON.parse(json.stdout) as CheckReport).ok]).toEqual([1, false]);
  expect([peer.posts.length, peer.tokenRequests.length]).toEqual([0, 3]);
});

it('takes a new secret from standard input; the one before works until it does', async () => {
  const parameters = [CLI, 'crs', 'set', '--dealer', 'A000', '--secret-file', '-', '--json'];
  const child = spawn(process.execPath, parameters, { cwd: folder, env: environment });
  track(child);
  let text = '';
  child.stdout.on('data', (more: Buffer) => (text += more.toString()));
  child.stdin.end('another\n');
  expect(await once(child, 'close')).toEqual([0, null]);
  const view = JSON.parse(text) as ConnectionView;
  expect(view.secret.next).toBeDefined();
  expect(view).toMatchObject({ scope: 'messages', notifications: { mostCustomers: 20 } });
  expect(text).not.toContain('another');
  const { stdout } = await crs('test');
  expect(stdout).toMatch(/^✓ new secret +token a token was given/m);
});

(hasTerminal ? it : it.skip)('asks for it on a terminal, and does not show it', async () => {
  const command = `"${process.execPath}" "${CLI}" crs set --dealer A000 --new-secret`;
  const terminal = inTerminal(command, folder, environment);
  await until(() => terminal.text().includes('Client secret: '));
  terminal.type('t1ped\r');
  expect(await terminal.ended).toBe(0);
  expect(terminal.text()).toMatch(/Secret +set \S+Z; a new one is tried/);
  expect(terminal.text()).not.toContain('t1ped');
  peer.clients.set('dealer', 't1ped');
  expect((await crs('test')).stdout).toMatch(/^✓ new secret +token a token was given/m);
});

it('refuses what is not right in terms of its options', async () => {
  await withClient(database.url, (client) =>
    client.query(
      `INSERT INTO message_lane (dealer_code, direction, queue_key, head, priority, due_time)
       VALUES ('A000', 'out', 'k', 1, 1, now())`,
    ),
  );
  const set = (...options: string[]) => refused('set', '--dealer', 'A000', ...options);
  const empty = await file('empty', '\n');
  expect(
    await Promise.all([
      set('--environment', 'production'),
      set('--message-url', 'crs'),
      set('--notify-most', '5001'),
      set('--secret-file', empty),
    ]),
  ).toEqual([
    'Messages of 1 key wait for the test system: let them be delivered, drop them, or send them ' +
      'to the production system by --keep-messages',
    '--message-url must be a URL',
    '--notify-most must be a whole number from 0 to 5000',
    'the client secret must not be empty or hold control characters',
  ]);
  const [gone, notify, argument] = await Promise.all([
    set('--secret-file', '/nowhere'),
    set('--notify', 'all'),
    set('--secret', SECRET),
  ]);
  expect(gone).toBe('The file of the client secret cannot be read (ENOENT): /nowhere');
  expect(notify).toContain('It must be of contract, invoice, catalog, document, or none.');
  expect(argument).toContain('--secret');
});

it('disconnects, and says what waits', async () => {
  const { status, stdout } = await crs('disconnect');
  expect([status, stdout]).toEqual([
    0,
    'Dealer A000 is not connected any more.\nMessages of 1 key wait: they are sent when it is connected again.\n',
  ]);
  expect(await refused('show', '--dealer', 'A000')).toBe('There is no connection');
});
