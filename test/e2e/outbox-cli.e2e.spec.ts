import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MessageDetails, MessageSummary } from '../../src/message/messages/message-summary.js';
import { cliIn, type Cli } from '../support/cli-run.js';
import { connectDealer } from '../support/connect.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { customer } from '../support/items.js';
import { cleanUp, ownFolder } from '../support/process-children.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

// One story, told in order: a server sends, an operator looks after it.
let server: TestServer;
let peer: CrsPeer;
let cli: Cli;
let token: string;

beforeAll(async () => {
  const SECRETS_KEY = randomBytes(32).toString('base64');
  [server, peer] = await Promise.all([
    startTestServer({ CRS_ALLOW_PRIVATE: 'on', SECRETS_KEY }),
    startCrsPeer(),
  ]);
  const dealer = await server.addDealer();
  await server.load(dealer, { 'customers.ndjson': [customer('1'), customer('2')] });
  await connectDealer(server, dealer, peer);
  token = await server.token([dealer], ['dealer']);
  cli = cliIn(await ownFolder(), { DATABASE_URL: server.config.DATABASE_URL ?? '', SECRETS_KEY });
});
afterAll(async () => {
  await cleanUp();
  await peer.close();
  await server.close();
});

const outbox = (name: string, ...options: string[]) =>
  cli('outbox', name, ...options, '--dealer', 'A000');
const list = (...options: string[]) =>
  cli.json<MessageSummary[]>('outbox', 'list', '--dealer', 'A000', ...options);

/** The dealer's system tells CRS of a change by hand. */
async function notify(customerNumber: string): Promise<void> {
  const body = { customerNumber, messageTypes: ['contract'] };
  const { status } = await fetch(`${await server.app.getUrl()}/dealer/v1/notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(status).toBe(202);
}

it('has nothing to list at first', async () => {
  expect(await outbox('list')).toMatchObject({
    status: 0,
    stdout: 'There are no such messages.\n',
  });
  expect(await outbox('replay', '--all')).toMatchObject({
    status: 0,
    stdout: 'No message is parked.\n',
  });
});

it('lists what CRS refused, with what CRS said', async () => {
  peer.behave(() => ({ status: 402, body: 'unknown dealer' }));
  await notify('1');
  await notify('2');
  const parked = await until(async () => {
    const found = await list('--state', 'parked');
    return found.length === 2 && found;
  });
  expect(parked.map(({ id, error }) => [id, error])).toEqual([
    ['out-2', 'CRS answered 402: unknown dealer'],
    ['out-1', 'CRS answered 402: unknown dealer'],
  ]);
  const { stdout } = await outbox('list', '--limit', '1');
  expect(stdout).toMatch(/│ out-2 +│ parked │ contract │ 2 .*CRS answered 402: unknown dealer/);
});

it('shows all that is kept of one', async () => {
  const details = await cli.json<MessageDetails>('outbox', 'show', 'out-1', '--dealer', 'A000');
  expect(details).toMatchObject({ id: 'out-1', body: { customerNumber: '1' } });
  const { stdout } = await outbox('show', '1');
  expect(stdout).toMatch(/│ attemptCount +│ 1 /);
  expect(stdout).toContain('"messageType": "contract"');
  const none = { status: 1, stderr: 'error: There is no such message\n' };
  expect(await outbox('show', 'out-9')).toMatchObject(none);
  expect((await outbox('show', 'in-1')).stderr).toContain('It must be an id such as out-12.');
});

it('drops one with a reason, and says who did it', async () => {
  const { stdout } = await outbox('drop', 'out-2', '--reason', 'Told by telephone');
  expect(stdout).toBe('Dropped out-2: it will not be sent.\n');
  expect((await list('--state', 'dropped'))[0]).toMatchObject({
    id: 'out-2',
    decidedBy: expect.stringMatching(/^command line/),
    decidedReason: 'Told by telephone',
  });
  expect(await outbox('drop', 'out-2', '--reason', 'again')).toMatchObject({
    status: 1,
    stderr: 'error: Message out-2 is dropped\n',
  });
});

it('sends nothing while it is paused, and goes on with the same message when it is resumed', async () => {
  const { stdout } = await outbox('pause', '--reason', 'CRS moves');
  expect(stdout).toMatch(/^State +paused by command line.*: CRS moves$/m);
  peer.behave(() => 'accept');
  const replayed = await outbox('replay', '--all');
  expect(replayed.stdout).toBe('To be sent again: out-1\n');
  expect(await list('--state', 'queued')).toMatchObject([{ id: 'out-1', attemptCount: 0 }]);
  expect(peer.taken).toEqual([]);
  expect((await outbox('resume')).stdout).toMatch(/^State +active$/m);
  const [delivered] = await until(async () => {
    const done = await list('--state', 'done');
    return done.length === 1 && done;
  });
  expect(delivered).toMatchObject({ outcome: 'delivered', crsEnqueuedTime: expect.any(String) });
  expect(peer.taken.map(({ body }) => body)).toEqual([peer.posts[0]?.body]);
});

it('asks what to replay when nothing is named', async () => {
  expect(await outbox('replay')).toMatchObject({
    status: 1,
    stderr: 'error: Name the messages to send again, or --all of them that are parked\n',
  });
  expect((await outbox('replay', 'out-1')).stderr).toBe('error: Message out-1 is done\n');
});
