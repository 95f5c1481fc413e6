import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inTransaction } from '../../src/database/transaction.js';
import type { ConnectionView } from '../../src/outbox/connection/connection-view.js';
import { OutboxService } from '../../src/outbox/outbox.service.js';
import { settingsOf } from '../support/connections.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { cleanUp, ownFolder } from '../support/process-children.js';
import { startServerProcess, type ServerProcess } from '../support/process-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

// One story, told in order: two server processes that run all the time, while the secret is changed.
const FIRST = 'f1rst-canary';
const SECOND = 's3cond+canary/&';
let server: TestServer;
let nodes: ServerProcess[];
let addresses: string[];
let peer: CrsPeer;
let dealer: string;
let token: string;
let sent = 0;

beforeAll(async () => {
  peer = await startCrsPeer();
  // The test's own server sends nothing: those whose lines are looked at do.
  server = await startTestServer({ PORT: '0', OUTBOX_SENDERS: '0' });
  const { DATABASE_URL, SECRETS_KEY } = server.config;
  const cwd = await ownFolder();
  const environment = { DATABASE_URL, SECRETS_KEY, CRS_ALLOW_PRIVATE: 'on' };
  nodes = [1, 2].map(() => startServerProcess({ cwd, environment }));
  addresses = await Promise.all(nodes.map((node) => node.address()));
  dealer = await server.addDealer();
  token = await server.token([dealer], ['dealer']);
});
afterAll(async () => {
  await cleanUp();
  await server.close();
  await peer.close();
});

async function call(node: number, method: string, body?: object): Promise<ConnectionView> {
  const answer = await fetch(`${addresses[node]}/dealer/v1/connection`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(text).not.toContain('canary');
  expect(answer.ok).toBe(true);
  return JSON.parse(text) as ConnectionView;
}

const view = () => call(1, 'GET');

/** Queues messages, each of a key of its own. */
async function queue(count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, n) => ({
    messageType: 'contract' as const,
    customerNumber: 'C1',
    queueKey: `${n}`,
  }));
  await inTransaction(server.database.pool, (client) =>
    server.app.get(OutboxService).enqueue(client, dealer, messages),
  );
}

/** Queues messages, and waits until CRS has them. */
async function deliver(count: number): Promise<void> {
  await queue(count);
  sent += count;
  await until(() => peer.taken.length === sent);
}

it('what is set on one node is used by all', async () => {
  peer.clients.set('dealer', FIRST);
  await call(0, 'PUT', { ...settingsOf(peer), clientSecret: FIRST });
  expect((await view()).clientId).toBe('dealer');
  await deliver(10);
});

it('a new secret that does not work yet leaves the old one in use, and says why', async () => {
  await call(1, 'PATCH', { clientSecret: SECOND });
  await deliver(10);
  const { secret, circuit } = await until(async () => {
    const seen = await view();
    return seen.secret.next?.error !== undefined && seen;
  });
  expect(secret.next?.error).toContain('invalid_client');
  expect(circuit.state).toBe('closed');
  peer.revokeTokens();
  await deliver(5);
});

it('the new secret is taken up without a restart when CRS knows it', async () => {
  peer.clients.set('dealer', SECOND);
  await server.database.pool.query('UPDATE crs_connection SET next_secret_due = now()');
  await until(async () => (await view()).secret.next === undefined);
  peer.revokeTokens();
  await deliver(10);
  const ids = peer.taken.map(({ message }) => message.submittedMessageId);
  expect(new Set(ids).size).toBe(sent);
});

it('no log line has a secret or a token, whatever CRS says', async () => {
  peer.behaveToken(() => ({
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      error: 'invalid_request',
      error_description: `secret ${SECOND} is bad`,
    }),
  }));
  peer.revokeTokens();
  await queue(1);
  const { circuit } = await until(async () => {
    const seen = await view();
    return seen.circuit.state === 'open' && seen;
  });
  expect(circuit.lastError).toContain('secret *** is bad');
  const told = () => nodes.map((node) => node.stdout() + node.stderr());
  for (const line of [
    'A dealer was connected',
    'A connection was changed',
    'The new client secret did not work',
    'The new client secret is in use',
    'A message could not be delivered',
  ])
    await until(() => told().some((log) => log.includes(line)));
  const logs = told();
  const tokens = peer.posts.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));
  const basic = Buffer.from(`dealer:${FIRST}`).toString('base64');
  for (const secret of ['canary', basic, ...tokens]) {
    expect(secret).toBeDefined();
    for (const log of logs) expect(log).not.toContain(secret);
  }
});
