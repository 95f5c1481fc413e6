import { startContender } from '../contenders/entrants.js';
import { installProduct, postgresProcess, settle } from '../dealer-data.js';
import { race, warmUp, type Entrant } from '../load/race.js';
import { median, medianRatio } from '../load/statistics.js';
import { messageTemplate, submitSlice, type SubmitTarget, type Template } from '../load/submit.js';
import { fixed, sizeOf, tell, type Bar, type BenchOptions, type PartResult } from '../part.js';
import type { Server } from '../processes/server.js';
import type { Workspace } from '../processes/workspace.js';
import { withClient } from '../../src/database/session.js';
import { timing } from './pages.js';
import { raceTable } from './race-table.js';

const DEALER = 'B001';
const WARM_UP_SLICES = 2;
const MESSAGES = [
  { name: '2 kB', bytes: 2_000, image: false, connections: [8, 32] },
  { name: '2 MB', bytes: 2_000_000, image: true, connections: [8] },
] as const;

// For what a queue costs: far from all that the server can.
const STEADY = { connections: 8, perSecond: 100 };

type Caller = Server & { readonly token?: string };

/** Messages taken in: this server, against an INSERT; and while many wait to be handled. */
export async function intake(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const sizes = { queued: options.quick ? 5_000 : 100_000 };
  // What is measured is taking in; handling is done elsewhere, and by other nodes if need be.
  const { url, product } = await installProduct(workspace, 'intake', { MESSAGE_WORKERS: '0' });
  await product.cli('dealer', 'add', DEALER, '--name', `Dealer ${DEALER}`);
  const ours = await product.start(DEALER);
  const bare = await startContender('insert', { DATABASE_URL: url }, workspace.folder);
  const raced = await raceOf(url, { 'this server': ours, 'bare INSERT': bare }, options);
  const queued = await besideQueue(url, ours, sizes.queued, options);
  return {
    sizes: { ...sizes, steadyPerSecond: STEADY.perSecond },
    tables: [...raced.tables, ...queued.tables],
    bars: [...raced.bars, ...queued.bars],
    raw: { ...raced.raw, ...queued.raw },
  };
}

type Found = Pick<PartResult, 'tables' | 'bars' | 'raw'>;

async function raceOf(
  url: string,
  servers: Readonly<Record<string, Caller>>,
  options: BenchOptions,
): Promise<Found> {
  const tables = [];
  const bars: Bar[] = [];
  const raw: Record<string, unknown> = {};
  const postgres = await postgresProcess(url);
  for (const { name, bytes, image, connections } of MESSAGES) {
    const template = messageTemplate(DEALER, bytes, image);
    const entrants = Object.entries(servers).map(([one, server]) => entrant(one, server, template));
    tell(`messages of ${name}: warm-up`);
    await warmUp(entrants, 8, WARM_UP_SLICES * timing(options).seconds);
    for (const number of options.quick ? [8] : connections) {
      tell(`messages of ${name}, ${number} connections`);
      await settle(url);
      const standings = await race(entrants, {
        ...timing(options),
        connections: number,
        postgres,
      });
      const title = `Messages of ${name}, ${number} connections`;
      raw[title] = standings;
      tables.push(raceTable(title, standings, 'bare INSERT', 'messages'));
      const [ours, bare] = standings.map(({ perSecond }) => perSecond);
      bars.push({
        text: `${name}, ${number} connections: against the bare INSERT`,
        value: medianRatio(ours ?? [], bare ?? []),
        limit: 0.5,
        kind: 'at least',
      });
    }
  }
  return { tables, bars, raw };
}

function entrant(name: string, server: Caller, template: Template): Entrant {
  const target: SubmitTarget = { url: server.url, template, ...tokenOf(server) };
  return {
    name,
    pid: server.pid,
    slice: (connections, seconds) => submitSlice(target, { connections, seconds }),
  };
}

function tokenOf({ token }: Caller) {
  return token === undefined ? {} : { token };
}

/** Messages at a steady rate with nothing waiting, and with many waiting. */
async function besideQueue(
  url: string,
  server: Caller,
  queued: number,
  options: BenchOptions,
): Promise<Found> {
  const template = messageTemplate(DEALER, 2_000, false);
  const target: SubmitTarget = { url: server.url, template, ...tokenOf(server) };
  const seconds = sizeOf(options, options.seconds, 15, 3);
  const rounds = sizeOf(options, options.rounds, 3, 1);
  const raw: { empty: number; full: number; emptyP50: number; fullP50: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}: nothing waiting, then ${queued} messages`);
    await fill(url, 0);
    const empty = await submitSlice(target, { ...STEADY, seconds });
    await fill(url, queued);
    const full = await submitSlice(target, { ...STEADY, seconds });
    raw.push({ empty: empty.p99, full: full.p99, emptyP50: empty.p50, fullP50: full.p50 });
  }
  const middle = (of: (round: (typeof raw)[number]) => number) => fixed(median(raw.map(of)), 1);
  return {
    tables: [
      {
        title: `Messages of 2 kB in ms, ${STEADY.perSecond} a second`,
        head: ['', 'p50', 'p99'],
        rows: [
          ['nothing waiting', middle((one) => one.emptyP50), middle((one) => one.empty)],
          [`${queued} waiting`, middle((one) => one.fullP50), middle((one) => one.full)],
        ],
      },
    ],
    bars: [
      {
        text: `p99 with ${queued} messages waiting against none`,
        value: median(raw.map(({ empty, full }) => full / empty)),
        limit: 2,
        kind: 'at most',
      },
    ],
    raw: { besideQueue: raw },
  };
}

/** Empties the queue, and puts so many messages into it, each of a key of its own. */
async function fill(url: string, number: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`
      TRUNCATE message, message_lane, stored_file;
      UPDATE dealer_counter SET last = ${number} WHERE name = 'inbound'`);
    await client.query(
      `INSERT INTO message (dealer_code, direction, sequence, state, message_type,
         customer_number, priority, submitted_message_id, submitted_time, digest, body, queue_key,
         enqueued_time, enqueued_client_id)
       SELECT $1, 'in', n, 'queued', 'request', '001234', 1, 'queued-' || n, now(),
         sha256(n::text::bytea), $3, 'request/queued-' || n, now(), 'bench'
       FROM generate_series(1, $2::int) AS n`,
      [DEALER, number, '{"payload":{}}'.padEnd(2_000)],
    );
    await client.query(
      `INSERT INTO message_lane (dealer_code, direction, queue_key, head, priority, due_time)
       SELECT $1, 'in', 'request/queued-' || n, n, 1, now() + interval '1 day'
       FROM generate_series(1, $2::int) AS n`,
      [DEALER, number],
    );
  });
  await settle(url);
}
