import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { applyMigrations } from '../../src/database/migrations.js';
import { withClient } from '../../src/database/session.js';
import { EFFORT } from '../support/effort.js';
import { openGate } from '../support/gate.js';
import { contract } from '../support/interface-factories.js';
import { familyOf } from '../support/process-faults.js';
import { AS_SHIPPED } from '../support/patient.js';
import { startTestPostgres, type TestPostgres } from '../support/test-postgres.js';
import { startTestReplica, type TestReplica } from '../support/test-replica.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

interface Body {
  readonly items: readonly { contractId: string; poNumber: string }[];
  readonly totalPages: number;
  readonly totalElements: number;
}

const NO_REPLICA = 'It is no replica of DATABASE_URL';
const PATH = '/api/v1/contract?customer=7&items=10&page=';

let primary: TestPostgres;
let replica: TestReplica;
let stranger: TestPostgres;
let server: TestServer;
let token: string;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  // What is committed is sent at once.
  primary = await startTestPostgres({ synchronous_commit: 'on' });
  await applyMigrations(primary.url);
  replica = await startTestReplica(primary, { max_standby_streaming_delay: '0' });
  stranger = await startTestPostgres();
  const databases = { DATABASE_URL: primary.url, DATABASE_READ_URL: replica.url };
  server = await startTestServer({ ...databases, ...AS_SHIPPED });
});
afterAll(async () => {
  await server.close();
  await stranger.remove();
  await replica.remove();
  await primary.remove();
});
beforeEach(async () => {
  dealer = await server.addDealer({ code: `R${++dealers}` });
  token = await server.token([dealer]);
  await until(used);
});

const used = () => server.database.replica?.ready ?? false;

const bundle = (count: number, poNumber: string) => ({
  'contracts.ndjson': Array.from({ length: count }, (_, n) =>
    contract(`C${String(n).padStart(3, '0')}`, { customerId: '7', poNumber }),
  ),
});

const load = (count: number, poNumber: string) => server.load(dealer, bundle(count, poNumber));

const page = async (number: number, from = server): Promise<Body> =>
  (await from.get(PATH + number, token).expect(200)).body as Body;

const versions = (body: Body) => [...new Set(body.items.map(({ poNumber }) => poNumber))];

/** Runs work while no list can be read on the primary, and the lock has not reached the replica. */
async function withoutPrimary<T>(work: () => Promise<T>): Promise<T> {
  await replica.pause();
  try {
    return await withClient(primary.url, async (holder) => {
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE contract, customer_list IN ACCESS EXCLUSIVE MODE');
      const result = await work();
      await holder.query('ROLLBACK');
      return result;
    });
  } finally {
    await replica.resume();
  }
}

it('pages come from the replica, the first as well as the others', async () => {
  await load(25, 'old');
  await replica.caughtUp();
  const bodies = await withoutPrimary(async () => [await page(0), await page(1), await page(2)]);
  expect(bodies.flatMap(({ items }) => items)).toHaveLength(25);
  expect(bodies.map(({ totalPages }) => totalPages)).toEqual([3, 3, 3]);
});

it('a pull goes on at its generation on the replica, while the new one is there already', async () => {
  await load(25, 'old');
  await replica.caughtUp();
  const first = await page(0);
  await load(24, 'new');
  await replica.caughtUp();
  await withoutPrimary(async () => {
    expect([first, await page(1), await page(2)].map(versions)).toEqual([
      ['old'],
      ['old'],
      ['old'],
    ]);
    expect(versions(await page(0))).toEqual(['new']);
  });
});

it('what is published is served at once, from the primary while the replica is behind', async () => {
  await load(25, 'old');
  await replica.caughtUp();
  await page(0);
  await replica.pause();
  try {
    await load(24, 'new');
    // The pull that began before has its pin on both.
    expect(versions(await page(1))).toEqual(['old']);
    const changes = await server
      .get('/api/v1/incremental?since=2000-01-01T00:00:00Z', token)
      .expect(200);
    expect(changes.body).toMatchObject({ items: [{ customerId: '7' }] });
    const pull = [await page(0), await page(1), await page(2)];
    expect(pull.map(versions)).toEqual([['new'], ['new'], ['new']]);
    expect(pull.map(({ totalElements }) => totalElements)).toEqual([24, 24, 24]);
  } finally {
    await replica.resume();
  }
});

it('a list that is not loaded is 503 for a replica that has it as well as for one that has not', async () => {
  await server.get(`${PATH}0`, token).expect(503);
  await replica.caughtUp();
  await server.get(`${PATH}0`, token).expect(503);
});

it('a pull whose generation is no longer kept is refused, whatever the replica has', async () => {
  await load(25, 'old');
  await page(0);
  await load(25, 'new');
  await replica.caughtUp();
  await replica.pause();
  try {
    await server.database.pool.query(
      'UPDATE dealer_generation SET oldest_generation = generation WHERE dealer_code = $1',
      [dealer],
    );
    const answer = await server.get(`${PATH}1`, token).expect(503);
    expect(answer.body).toMatchObject({ type: 'urn:crs-dealer-api:problem:pull-ended' });
  } finally {
    await replica.resume();
  }
});

it('a page that replay cancels is the primary’s, and the replica stays in use', async () => {
  const statement = server.database.replica?.first({ text: 'SELECT pg_sleep(10)' });
  await withClient(primary.url, async (session) => {
    await session.query('CREATE TABLE removed AS SELECT generate_series(1, 1000) AS number');
    await session.query('DELETE FROM removed');
    await session.query('VACUUM removed');
    await session.query('DROP TABLE removed');
  });
  expect(await statement).toBeUndefined();
  expect(used()).toBe(true);
});

it('health tells how far the replica is behind', async () => {
  await replica.pause();
  try {
    await load(25, 'old');
    const { body } = await server.get('/health/ready').expect(200);
    const found = (body as { details: { replica: { bytesBehind: number } } }).details.replica;
    expect(found).toMatchObject({ status: 'up', used: true });
    expect(found.bytesBehind).toBeGreaterThan(1000);
  } finally {
    await replica.resume();
  }
});

/** Lets a process go on, if it is still there: the first that wakes may end the others. */
function wake(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** How a replica fails, and what ends it. */
const FAULTS: Record<string, () => Promise<() => Promise<void>>> = {
  'is killed': async () => {
    process.kill(replica.pid() ?? 0, 'SIGKILL');
    await until(() => replica.pid() === undefined);
    return () => replica.start();
  },
  'falls silent': async () => {
    const pids = await familyOf(replica.pid() ?? 0);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return async () => {
      for (const pid of pids) wake(pid);
    };
  },
};

it.each(Object.keys(FAULTS))('when the replica %s, pages stay right and fast', async (fault) => {
  await load(25, 'old');
  await replica.caughtUp();
  await page(0);
  const repair = await FAULTS[fault]?.();
  try {
    // The one that finds it out waits at most half of what a statement may take.
    expect(versions(await page(1))).toEqual(['old']);
    const begun = performance.now();
    for (let n = 0; n < 30; n++) expect(versions(await page(n % 3))).toEqual(['old']);
    expect(performance.now() - begun).toBeLessThan(5000);
    const { body } = await server.get('/health/ready').expect(200);
    expect(body).toMatchObject({
      status: 'degraded',
      details: { replica: { status: 'degraded', used: false } },
    });
  } finally {
    await repair?.();
  }
  await until(used);
  await replica.caughtUp();
  expect(versions(await withoutPrimary(() => page(0)))).toEqual(['old']);
});

// More pulls: CRS_TEST_EFFORT=20 npm test -- test/e2e/read-replica --testTimeout=600000
it(
  'pulls during continuous loads, on a replica that lags as it likes, miss and double nothing',
  async () => {
    let published = 0;
    await load(200, 'v0');
    const stop = new AbortController();
    const stopped = () => stop.signal.aborted;
    const publishing = (async () => {
      while (!stopped()) {
        const next = published + 1;
        await load(195 + (next % 6), `v${next}`);
        published = next;
      }
    })();
    const loads = (count: number) => {
      const goal = published + count;
      return until(() => stopped() || published >= goal);
    };
    const lagging = (async () => {
      while (!stopped()) {
        await replica.pause();
        await loads(2 + Math.round(Math.random()));
        await replica.resume();
        await loads(Math.round(2 * Math.random()));
      }
    })();
    const reader = server.database.replica;
    if (!reader) throw new Error('No replica');
    const asked = jest.spyOn(reader, 'first');
    // How many pages came from the replica, or else the primary, whichever were fewer.
    const fewer = async () => {
      const rows = await Promise.all(asked.mock.results.map(({ value }) => value));
      const fromReplica = rows.filter((row) => row !== undefined).length;
      return Math.min(fromReplica, rows.length - fromReplica);
    };
    try {
      for (let n = 0; n < 16 * EFFORT || (await fewer()) < 20; n++) {
        const before = published;
        const first = await page(0);
        const bodies = [first];
        for (let next = 1; next < first.totalPages; next++) bodies.push(await page(next));
        const items = bodies.flatMap((body) => body.items);
        const ids = items.map(({ contractId }) => contractId);
        expect(ids).toEqual([...new Set(ids)].toSorted());
        expect(ids).toHaveLength(first.totalElements);
        const [version, ...others] = new Set(items.map(({ poNumber }) => poNumber));
        expect(others).toEqual([]);
        expect(Number(version?.slice(1))).toBeGreaterThanOrEqual(before);
      }
    } finally {
      stop.abort();
      await Promise.all([publishing, lagging]);
      asked.mockRestore();
    }
  },
  120_000 * EFFORT,
);

it('a server with other data is not read from', async () => {
  await load(25, 'old');
  const misled = await startTestServer({ ...variables(), DATABASE_READ_URL: stranger.url });
  try {
    const health = async () => (await misled.get('/health/ready').expect(200)).body as object;
    await until(async () => JSON.stringify(await health()).includes(NO_REPLICA));
    const refused = { used: false, reason: NO_REPLICA };
    expect(await health()).toMatchObject({ status: 'degraded', details: { replica: refused } });
    expect(versions(await page(0, misled))).toEqual(['old']);
  } finally {
    await misled.close();
  }
});

it('behind a load balancer, each connection is looked at: one to another server is not used', async () => {
  await load(25, 'old');
  await replica.caughtUp();
  const gate = await openGate(replica.url);
  const misled = await startTestServer({ ...variables(), DATABASE_READ_URL: gate.url });
  const reader = misled.database.replica;
  try {
    await until(() => reader?.ready);
    expect(versions(await withoutPrimary(() => page(0, misled)))).toEqual(['old']);
    gate.lead(stranger.url);
    // The connection that is there is in use, so that the page needs a new one.
    const slow = reader?.first({ text: 'SELECT pg_sleep(0.5)' });
    expect(versions(await page(0, misled))).toEqual(['old']);
    expect(await reader?.state()).toMatchObject({ used: false, reason: NO_REPLICA });
    expect(await slow).toBeDefined();
  } finally {
    await misled.close();
    await gate.remove();
  }
});

// Last, as it ends the replication.
it('a replica that was promoted and got loads of its own serves only what both have', async () => {
  await load(25, 'old');
  await replica.caughtUp();
  await page(0);
  await withClient(replica.url, (session) => session.query('SELECT pg_promote()'));
  const own = await startTestServer({
    ...variables(),
    DATABASE_URL: replica.url,
    DATABASE_READ_URL: '',
  });
  try {
    await own.load(dealer, bundle(25, 'strange'));
    await load(25, 'new');
    await until(used);
    expect(versions(await page(1))).toEqual(['old']);
    expect([await page(0), await page(1)].map(versions)).toEqual([['new'], ['new']]);
    expect(versions(await page(0, own))).toEqual(['strange']);
  } finally {
    await own.close();
  }
});

/** The environment of another node of the same server. */
function variables() {
  const { DATABASE_URL, SECRETS_KEY } = server.config;
  return { DATABASE_URL, SECRETS_KEY };
}
