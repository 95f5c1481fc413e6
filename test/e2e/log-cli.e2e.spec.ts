import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { cliIn, type Cli } from '../support/cli-run.js';
import { connectDealer } from '../support/connect.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { notification, submit } from '../support/intake.js';
import { contract } from '../support/interface-factories.js';
import { customer } from '../support/items.js';
import { cleanUp, ownFolder } from '../support/process-children.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

let server: TestServer;
let peer: CrsPeer;
let cli: Cli;

// A dealer in Chicago, three pulls and a failed one, three messages of CRS and one to CRS.
beforeAll(async () => {
  const SECRETS_KEY = randomBytes(32).toString('base64');
  [server, peer] = await Promise.all([
    startTestServer({ CRS_ALLOW_PRIVATE: 'on', SECRETS_KEY }),
    startCrsPeer(),
  ]);
  const dealer = await server.addDealer({ timeZone: 'America/Chicago' });
  await server.addDealer({ code: 'B000' });
  const contracts = Array.from({ length: 25 }, (_, n) => contract(`C${n}`, { customerId: '7' }));
  await server.load(dealer, {
    'customers.ndjson': [customer('7'), customer('8')],
    'contracts.ndjson': contracts,
  });
  await connectDealer(server, dealer, peer);
  await pullAndPost(dealer);
  cli = cliIn(await ownFolder(), { DATABASE_URL: server.config.DATABASE_URL ?? '', SECRETS_KEY });
});
afterAll(async () => {
  await cleanUp();
  await peer.close();
  await server.close();
});

async function pullAndPost(dealer: string): Promise<void> {
  const [token, own] = await Promise.all([
    server.token([dealer]),
    server.token([dealer], ['dealer']),
  ]);
  const address = await server.app.getUrl();
  for (const page of [0, 1, 2]) await server.get(`/api/v1/contract?customer=7&page=${page}`, token);
  await server.get('/api/v1/contract?customer=8,7&items=5', token);
  await server.get('/api/v1/customer?customer=8', token);
  await server.get('/api/v1/invoice?customer=7', token);
  await submit(address, notification({ customerNumber: '7' }), { token });
  await submit(address, notification({ customerNumber: '9', messageType: 'request' }), { token });
  await submit(address, notification({ dealerCode: 'B000' }), { token });
  await supertest(address)
    .post('/dealer/v1/notifications')
    .auth(own, { type: 'bearer' })
    .send({ customerNumber: '8', messageTypes: ['invoice'] })
    .expect(202);
  const { pool } = server.database;
  await until(async () => {
    const { rowCount } = await pool.query(
      `SELECT FROM message WHERE direction = 'out' AND state = 'done'`,
    );
    const { rows } = await pool.query<{ all: number }>(
      `SELECT (SELECT sum(pages + failures) FROM pull_record)::int
         + (SELECT count(*) FROM submission_record)::int AS all`,
    );
    return rowCount === 1 && rows[0]?.all === 9;
  });
  await pool.query(`UPDATE pull_record SET started_time = '2026-07-01T12:00:00Z',
    last_time = '2026-07-01T12:00:02Z' WHERE page_size = 5`);
}

const log = (what: string, ...options: string[]) =>
  cli('log', what, '--dealer', 'A000', ...options);

/** The lines of a table, with a space between the cells. */
const lines = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => !/^[┌├└]/.test(line) && line !== '')
    .map((line) => line.replaceAll(/[│\s]+/g, ' ').trim());

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;

it('shows the pulls of the last day in the dealer’s time, the newest last', async () => {
  const { status, stdout, stderr } = await log('pulls');
  expect([status, stderr]).toEqual([0, '']);
  expect(lines(stdout)).toEqual([
    expect.stringMatching(
      /^Started \(-0[56]:00\) Endpoint Customers Pages Items Gen Seconds Answer$/,
    ),
    expect.stringMatching(new RegExp(`^${TIME} contract 7 3 25 1 \\d+\\.\\d 200$`)),
    expect.stringMatching(new RegExp(`^${TIME} customer 8 1 1 1 0\\.0 200$`)),
    expect.stringMatching(new RegExp(`^${TIME} invoice 7 0 0 0\\.0 503 not-loaded$`)),
    '3 pulls, 4 pages, 26 items, 1 failure',
  ]);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

it('finds pulls by time, and tells which did not get to their last page', async () => {
  const { stdout } = await log('pulls', '--since', '2026-07-01T07:00', '--until', '2026-07-02');
  expect(lines(stdout)).toEqual([
    'Started (-05:00) Endpoint Customers Pages Items Gen Seconds Answer',
    '2026-07-01 07:00:00 contract 8 and 1 more 1/5 5 1 2.0 unfinished',
    '1 pull, 1 page, 5 items, 0 failures, 1 unfinished',
  ]);
});

it('prints a line of JSON for each pull, and finds them by what they asked for', async () => {
  const { status, stdout } = await log('pulls', '--customer', '7', '--since', '52w', '--json');
  const pulls = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(status).toBe(0);
  expect(pulls.map(({ endpoint, state }) => `${String(endpoint)} ${String(state)}`)).toEqual([
    'contract unfinished',
    'contract done',
    'invoice failed',
  ]);
  expect(pulls[0]).toMatchObject({
    startedTime: '2026-07-01T12:00:00.000Z',
    customers: ['8', '7'],
    generation: 1,
    pages: 1,
    items: 5,
    lastPage: 0,
    totalPages: 5,
    failedCode: null,
  });
});

it('shows the messages, how they were answered and what became of them', async () => {
  const { status, stdout, stderr } = await log('messages');
  expect([status, stderr]).toEqual([0, '']);
  expect(lines(stdout)).toEqual([
    expect.stringMatching(/^Time \(-0[56]:00\) Message Type Customer Answer Became Why$/),
    expect.stringMatching(new RegExp(`^${TIME} in-1 contract 7 200 done`)),
    expect.stringMatching(new RegExp(`^${TIME} in request 9 402 invalid-message payload`)),
    expect.stringMatching(new RegExp(`^${TIME} in contract 001234 403 dealer-not-allowed`)),
    expect.stringMatching(new RegExp(`^${TIME} out-1 invoice 8 1 try delivered [\\d: -]+$`)),
    '4 messages: 3 from CRS (2 refused), 1 to CRS (1 delivered)',
  ]);
});

it('finds messages by direction and failure', async () => {
  const { stdout } = await log('messages', '--direction', 'in', '--failed', '--limit', '1');
  expect(lines(stdout).slice(1)).toEqual([
    expect.stringContaining('403 dealer-not-allowed'),
    'The newest 1 of 2 messages: 2 from CRS (2 refused), 0 to CRS (0 delivered)',
  ]);
});

it('says so when there is nothing', async () => {
  expect(await log('pulls', '--client', 'nobody')).toMatchObject({
    status: 0,
    stdout: 'There are no such pulls.\n',
  });
});

it('refuses an unknown dealer in a line', async () => {
  const result = await cli('log', 'messages', '--dealer', 'Z999');
  const stderr = 'error: There is no dealer Z999\n';
  expect(result).toMatchObject({ status: 1, stdout: '', stderr });
});
