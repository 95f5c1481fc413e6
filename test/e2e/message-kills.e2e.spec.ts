import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { applyMigrations } from '../../src/database/migrations.js';
import { EFFORT } from '../support/effort.js';
import { customer } from '../support/items.js';
import { information, opening, post, type Poster } from '../support/message-traffic.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';
import { startTestPostgres, type TestPostgres } from '../support/test-postgres.js';
import { until } from '../support/until.js';

// Two hundred with: CRS_TEST_EFFORT=50 npm test -- test/e2e/message-kills
const KILLS = 4 * EFFORT;
const RESTARTS = 2 * EFFORT;
const POSTERS = 4;
const UPDATES = 4;
/** One message in a hundred cannot be handled, however often it is tried. */
const POISON_EVERY = 100;

let postgres: TestPostgres;
let nodes: ServerNodes;
let token: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  await applyMigrations(postgres.url);
  nodes = await startNodes({ DATABASE_URL: postgres.url });
  const dealer = await nodes.addDealer('A000');
  await nodes.server.load(dealer, { 'customers.ndjson': [customer('C1')] });
  token = await nodes.server.token([dealer]);
  await query(POISON);
}, 120_000);
afterAll(async () => {
  await nodes.close();
  await postgres.remove();
});

async function query<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
  return (await nodes.server.database.pool.query<T>(sql, values)).rows;
}

// A fault that the messages bring with them.
const POISON = `
  CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'poison';
  END $$;
  CREATE TRIGGER refuse_poison BEFORE INSERT ON request_update
    FOR EACH ROW WHEN (new.details ->> 'text' LIKE 'poison%') EXECUTE FUNCTION refuse_poison()`;

/** What one request was told, by CRS's id: the texts of its updates, in order. */
type Story = Map<string, string[]>;

/** Posts stories one after the other until it is told to end. */
async function tell(poster: Poster, name: string, ended: () => boolean, told: Story) {
  for (let story = 0; !ended(); story++) {
    const crsId = `${name}-${story}`;
    await post(poster, opening('A000', crsId, `${crsId}-open`));
    const texts: string[] = [];
    told.set(crsId, texts);
    for (let update = 0; update < UPDATES; update++) {
      const poison = Math.floor(Math.random() * POISON_EVERY) === 0;
      const text = `${poison ? 'poison' : 'good'} ${update}`;
      await post(poster, information('A000', crsId, `${crsId}-${update}`, text));
      texts.push(text);
    }
  }
}

/** Kills one of the two servers, or the database, at random points, and brings it back. */
async function disturb(): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    // Not a wait for something: this is the random point.
    await delay(Math.random() * 600);
    const victim = kill % 2;
    await nodes.nodes[victim]?.process.end('SIGKILL');
    await nodes.restart(victim);
    if (kill % Math.ceil(KILLS / RESTARTS) !== 0) continue;
    await postgres.stop();
    await postgres.start();
  }
}

/** Lets what waits to be tried again be tried now. */
const hurry = () =>
  query('UPDATE message_lane SET due_time = now() WHERE due_time > now()').catch(() => []);

it(
  `after ${KILLS} kills every acknowledged message is there once, and applied once and in order`,
  async () => {
    const told: Story = new Map();
    const abort = new AbortController();
    let turn = 0;
    let ended = false;
    const poster: Poster = {
      address: () => nodes.nodes[turn++ % 2]?.address ?? '',
      token: () => token,
      signal: abort.signal,
    };
    const telling = Array.from({ length: POSTERS }, (_, index) =>
      tell(poster, `P${index}`, () => ended, told),
    );
    await Promise.race([disturb(), Promise.all(telling)]);
    ended = true;
    await Promise.all(telling);
    await until(async () => {
      await hurry();
      const [row] = await query<{ waiting: number }>(
        'SELECT count(*)::int AS waiting FROM message_lane WHERE NOT held',
      ).catch(() => []);
      return row?.waiting === 0;
    }, 120_000);

    const stored = await query<{ id: string; times: number }>(
      `SELECT submitted_message_id AS id, count(*)::int AS times FROM message
       WHERE direction = 'in' GROUP BY 1`,
    );
    const posted = [...told].flatMap(([crsId, texts]) => [
      `${crsId}-open`,
      ...texts.map((_, update) => `${crsId}-${update}`),
    ]);
    expect(new Map(stored.map(({ id, times }) => [id, times]))).toEqual(
      new Map(posted.map((id) => [id, 1])),
    );

    // Up to the first poison all is applied; from it on the request waits.
    expect(await applied()).toEqual(
      new Map([...told].map(([crsId, texts]) => [crsId, texts.slice(0, poisonAt(texts))])),
    );
    const [parked] = await query<{ number: number }>(
      `SELECT count(*)::int AS number FROM message WHERE state = 'parked'`,
    );
    const poisoned = [...told.values()].filter((texts) => poisonAt(texts) < texts.length);
    expect(parked?.number).toBe(poisoned.length);
    expect(await gaps()).toEqual([]);

    // The cause is put right, and somebody replays them.
    await query('DROP TRIGGER refuse_poison ON request_update');
    await replayParked();
    expect(await applied()).toEqual(told);
    expect(await gaps()).toEqual([]);
  },
  120_000 + KILLS * 15_000,
);

function poisonAt(texts: readonly string[]): number {
  const at = texts.findIndex((text) => text.startsWith('poison'));
  return at === -1 ? texts.length : at;
}

/** The texts of the updates of each request, in their order. */
async function applied(): Promise<Story> {
  const rows = await query<{ crsId: string; texts: string[] }>(
    `SELECT r.crs_id AS "crsId",
       coalesce(array_agg(u.details ->> 'text' ORDER BY u.number)
         FILTER (WHERE u.number IS NOT NULL), '{}') AS texts
     FROM request r LEFT JOIN request_update u USING (dealer_code, request_id) GROUP BY 1`,
  );
  return new Map(rows.map(({ crsId, texts }) => [crsId, texts]));
}

/** Places in the feed or the queue that nothing stands in. */
function gaps(): Promise<object[]> {
  return query(
    `SELECT c.name, missing FROM dealer_counter c
       CROSS JOIN LATERAL generate_series(1, c.last) AS missing
     WHERE c.name = 'event' AND NOT EXISTS (
         SELECT FROM event e WHERE e.dealer_code = c.dealer_code AND e.sequence = missing)
       OR c.name = 'inbound' AND NOT EXISTS (
         SELECT FROM message m WHERE m.dealer_code = c.dealer_code AND m.direction = 'in'
           AND m.sequence = missing)`,
  );
}

async function replayParked(): Promise<void> {
  const dealerToken = await nodes.server.token(['A000'], ['dealer']);
  await until(async () => {
    const parked = await query<{ sequence: string }>(
      `SELECT sequence FROM message WHERE state = 'parked'`,
    );
    for (const { sequence } of parked) {
      const response = await fetch(
        `${nodes.nodes[0]?.address}/dealer/v1/messages/in-${sequence}/replay`,
        { method: 'POST', headers: { authorization: `Bearer ${dealerToken}` } },
      );
      expect(response.status).toBe(200);
    }
    const [left] = await query<{ lanes: number }>(
      'SELECT count(*)::int AS lanes FROM message_lane',
    );
    return left?.lanes === 0;
  }, 60_000);
}
