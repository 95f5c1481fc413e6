import { mkdir } from 'node:fs/promises';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { LoadReport } from '../../src/import/load-report.js';
import { EFFORT } from '../support/effort.js';
import { customer } from '../support/items.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';
import { writeBundle, type Bundle } from '../support/test-server.js';
import { until } from '../support/until.js';

// More races: CRS_TEST_EFFORT=20 npm test -- test/e2e/import-races
const ROUNDS = 2 * EFFORT;
const IMPORTS = 3;
const PUSHES = 6;
/** Enough rows for a process to be stopped among them. */
const MANY = 40_000;

let servers: ServerNodes;
let dealer: string;
let dealers = 0;
let crs: string;
let rms: string;
let bundles = 0;

beforeAll(async () => {
  servers = await startNodes();
});
afterAll(() => servers.close());
beforeEach(async () => {
  dealer = await servers.addDealer(`R${++dealers}`);
  crs = await servers.server.token([dealer]);
  rms = await servers.server.token([dealer], ['dealer']);
});

const query = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await servers.server.database.pool.query<T>(sql, values)).rows;

const line = (item: object) => `${JSON.stringify({ resource: 'customers', ...item })}\n`;

async function bundle(content: Bundle): Promise<string> {
  const path = join(servers.folder, `bundle-${++bundles}`);
  await mkdir(path);
  await writeBundle(path, content);
  return path;
}

async function startImport(items: readonly object[], mode: 'full' | 'delta' = 'full') {
  const path = await bundle({ 'customers.ndjson': items });
  return servers.cli.start('import', '--dealer', dealer, '--mode', mode, '--json', path);
}

/** Imports to the end. */
async function load(items: readonly object[], mode: 'full' | 'delta' = 'full') {
  const { status, stdout } = await (await startImport(items, mode)).ended;
  return { status, report: JSON.parse(stdout) as LoadReport };
}

/** The customers' names by their ids, as one of the nodes serves them; none for those unknown. */
async function served(node: number, ids: readonly string[]): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  for (const id of ids) {
    const answer = await servers.get(node, `/api/v1/customer?customer=${id}`, crs);
    const text = await answer.text();
    if (answer.status === 200) names[id] = /"customerName":"([^"]*)"/.exec(text)?.[1] ?? text;
    else expect({ status: answer.status, text }).toMatchObject({ status: 404 });
  }
  return names;
}

interface Loaded {
  readonly load: number;
  readonly state: string;
  readonly generation: number | null;
  readonly error: string | null;
}

/** The dealer's loads, in the order of their numbers. */
const records = () =>
  query<Loaded>(
    `SELECT load_id AS load, state, generation::int, error FROM load WHERE dealer_code = $1
     ORDER BY load_id`,
    [dealer],
  );

/** Waits until a load has its staging table. @returns its number */
async function staging(): Promise<number> {
  const sql = `SELECT split_part(tablename, '.', 2)::int AS load FROM pg_tables
    WHERE schemaname = 'staging' AND split_part(tablename, '.', 1) = $1`;
  return until(async () => (await query<{ load: number }>(sql, [dealer]))[0]?.load, 60_000);
}

/** Waits until as many backends wait for a lock of this kind. */
const waiting = (event: string, backends = 1) =>
  until(async () => {
    const sql = `SELECT FROM pg_stat_activity WHERE datname = current_database()
      AND wait_event_type = 'Lock' AND wait_event = $1`;
    return (await query(sql, [event])).length >= backends;
  }, 60_000);

/** What a load does to the customers: each names one that all name, and one of its own. */
interface Change {
  readonly mark: string;
  readonly mode: 'full' | 'delta';
}
const itemsOf = ({ mark }: Change) => [customer('shared', mark), customer(mark, mark)];

/** What must be served when these loads were published in this order. */
function after(changes: readonly Change[]): Record<string, string> {
  let names: Record<string, string> = {};
  for (const { mark, mode } of changes)
    names = { ...(mode === 'delta' && names), shared: mark, [mark]: mark };
  return names;
}

it(
  `${ROUNDS} rounds of imports and pushes at once across two servers are published in the order of their numbers`,
  async () => {
    const start = { mark: 'start', mode: 'full' } as const;
    expect((await load(itemsOf(start))).report).toMatchObject({ load: 1, generation: 1 });
    const order: Change[] = [start];
    for (let round = 0; round < ROUNDS; round++) {
      const change = (kind: string, n: number): Change => ({
        mark: `${kind}${round}-${n}`,
        mode: n % 3 === 0 ? 'full' : 'delta',
      });
      const imports = Array.from({ length: IMPORTS }, (_, n) => change('import', n));
      const pushes = Array.from({ length: PUSHES }, (_, n) => change('push', n));
      const ended = await Promise.all([
        ...imports.map(async (one) => {
          const { status, report } = await load(itemsOf(one), one.mode);
          expect({ status, report }).toMatchObject({ status: 0, report: { state: 'published' } });
          return { load: report.load, change: one };
        }),
        ...pushes.map(async (one, n) => {
          // Those that begin together with the processes, and those that come when they load.
          if (n % 2 === 0) await staging();
          const body = itemsOf(one).map(line);
          const { status, report } = await servers.push(n, rms, body, `?mode=${one.mode}`);
          expect({ status, report }).toMatchObject({ status: 200, report: { state: 'published' } });
          return { load: report.load, change: one };
        }),
      ]);
      order.push(...ended.toSorted((a, b) => a.load - b.load).map((one) => one.change));
      const ids = ['shared', ...order.map(({ mark }) => mark)];
      for (const node of [0, 1]) expect(await served(node, ids)).toEqual(after(order));
    }
    const all = await records();
    expect(all).toEqual(
      all.map((_one, n) => ({ load: n + 1, state: 'published', generation: n + 1, error: null })),
    );
    expect(all).toHaveLength(1 + ROUNDS * (IMPORTS + PUSHES));
    expect(await servers.leftovers()).toEqual({ staging: 0, running: 0 });
  },
  120_000 * EFFORT,
);

/** An upload that is written by hand. */
function upload(node: number): { client: ClientRequest; answer: Promise<number> } {
  const address = servers.nodes[node]?.address ?? '';
  const client = httpRequest(`${address}/dealer/v1/loads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${rms}`, 'content-type': 'application/x-ndjson' },
  });
  const answer = new Promise<number>((resolve, reject) => {
    client.on('error', reject);
    client.on('response', (response) => resolve(response.resume().statusCode ?? 0));
  });
  return { client, answer };
}

it('a delta that begins while a full load is sent to the other server is not overwritten by it', async () => {
  await load([customer('A', 'old'), customer('B', 'old')]);
  const full = upload(0);
  full.client.write(line(customer('A', 'full')));
  // Enough for the server to begin with.
  full.client.write(Array.from({ length: 2000 }, (_, n) => line(customer(`F${n}`))).join(''));
  expect(await staging()).toBe(2);
  const delta = servers.push(1, rms, [line(customer('B', 'delta'))], '?mode=delta');
  await waiting('advisory');
  expect(await served(1, ['A', 'B'])).toEqual({ A: 'old', B: 'old' });
  full.client.end(line(customer('B', 'full')));
  expect(await full.answer).toBe(200);
  expect((await delta).status).toBe(200);
  for (const node of [0, 1])
    expect(await served(node, ['A', 'B'])).toEqual({ A: 'full', B: 'delta' });
  expect((await records()).map(({ generation }) => generation)).toEqual([1, 2, 3]);
});

const GIVEN_UP = 'The load was given up: nothing was heard of its process for 60 seconds.';

it('an import that is stopped while it stages loses its turn, and publishes nothing when it goes on', async () => {
  await load([customer('A', 'old')]);
  const many = Array.from({ length: MANY }, (_, n) => customer(`M${n}`, 'first'));
  const first = await startImport([customer('A', 'first'), ...many]);
  const number = await staging();
  process.kill(first.pid, 'SIGSTOP');
  // In the middle: else its record would say something else by now, or there were no staging.
  expect(await staging()).toBe(number);
  expect((await records()).at(-1)).toMatchObject({ load: number, state: 'running' });
  // Its minute, made short.
  await query(
    `UPDATE load SET lease_until = now() - interval '1 second' WHERE dealer_code = $1 AND load_id = $2`,
    [dealer, number],
  );
  const second = await load([customer('A', 'second'), customer('B', 'second')]);
  expect(second).toMatchObject({ status: 0, report: { state: 'published', generation: 2 } });
  const now = { A: 'second', B: 'second' };
  expect(await served(0, ['A', 'B', 'M0'])).toEqual(now);
  process.kill(first.pid, 'SIGCONT');
  const ended = await first.ended;
  expect(ended.status).toBe(1);
  const report = JSON.parse(ended.stdout) as LoadReport;
  expect(report).toMatchObject({ dealer, state: 'failed' });
  expect(report.error).toMatch(/given up|database/);
  for (const node of [0, 1]) expect(await served(node, ['A', 'B', 'M0'])).toEqual(now);
  expect((await records()).map(({ state, error }) => [state, error])).toEqual([
    ['published', null],
    ['failed', GIVEN_UP],
    ['published', null],
  ]);
  const next = await load([customer('A', 'next')]);
  expect(next).toMatchObject({ status: 0, report: { generation: 3 } });
  expect(await served(1, ['A', 'B', 'M0'])).toEqual({ A: 'next' });
  expect(await servers.leftovers()).toEqual({ staging: 0, running: 0 });
});

it('an import that is stopped while it publishes loses its transaction, and another one publishes', async () => {
  await load([customer('A', 'old')]);
  const holder = await servers.server.database.session();
  let first: Awaited<ReturnType<typeof startImport>>;
  try {
    await holder.query('BEGIN');
    // A row that the publishing comes to last.
    await holder.query('SELECT FROM resource_state WHERE dealer_code = $1 FOR UPDATE', [dealer]);
    first = await startImport([customer('A', 'first')]);
    await waiting('transactionid');
    process.kill(first.pid, 'SIGSTOP');
    await holder.query('ROLLBACK');
  } finally {
    await holder.end();
  }
  const second = await startImport([customer('A', 'second')]);
  await waiting('advisory');
  expect(await served(1, ['A'])).toEqual({ A: 'old' });
  // What PostgreSQL does when the transaction has been idle for its minute.
  const ended = await query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND state = 'idle in transaction'`,
  );
  expect(ended).toHaveLength(1);
  expect((await second.ended).status).toBe(0);
  process.kill(first.pid, 'SIGCONT');
  const late = await first.ended;
  expect(late.status).toBe(1);
  expect((JSON.parse(late.stdout) as LoadReport).error).toMatch(/interrupted|database/);
  expect((await records()).map(({ state }) => state)).toEqual(['published', 'failed', 'published']);
  for (const node of [0, 1]) expect(await served(node, ['A'])).toEqual({ A: 'second' });
  expect(await load([customer('A', 'next')])).toMatchObject({
    status: 0,
    report: { generation: 3 },
  });
  expect(await servers.leftovers()).toEqual({ staging: 0, running: 0 });
});
