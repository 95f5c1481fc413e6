import { setTimeout as delay } from 'node:timers/promises';
import { placeOf, type Answer } from '../answers/read-answer.js';
import { INCREMENTAL } from '../rules/incremental.rules.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import type { Exchange } from '../wire/exchange.js';
import { Documents } from './documents.js';
import { textOf } from './ids.js';
import { Known } from './known.js';
import { lightPull, type Changes } from './light-pull.js';
import type { PullState } from './pull-state.js';
import { PullInterruptedError, type PullerOptions } from './pull-options.js';
import { Puller } from './puller.js';
import { checkSpeed } from './speed-check.js';

/** An incremental pull, once or again and again. */
export interface IncrementalOptions extends PullerOptions {
  /** ISO 8601; the first time. */
  readonly since: string;
  /** A later time, which must tell no more than `since` does: looked at once. */
  readonly later?: string | undefined;
  /** Only these customers are pulled: those that have users in CRS. All without it. */
  readonly customers?: readonly string[] | undefined;
  /** Milliseconds from one to the next; once only without it. */
  readonly everyMs?: number | undefined;
  /** How many times at most. */
  readonly times?: number | undefined;
  /** No further one begins after it: milliseconds since 1970. */
  readonly until?: number | undefined;
  /** What earlier pulls saw; it is brought up to date. */
  readonly state?: PullState | undefined;
  /** After each one. */
  readonly onRoundDone?: ((round: IncrementalRound) => Promise<void>) | undefined;
}

/** One asking for changes, and the light pulls that it set off. */
export interface IncrementalRound {
  /** From 1. */
  readonly number: number;
  readonly since: string;
  readonly customersTold: number;
  readonly customersPulled: number;
  /** What to ask with the next time. */
  readonly nextSince: string;
}

/** So much is asked for twice: clocks differ, and what is being published may carry an earlier time. */
const OVERLAP_MS = 60_000;

/**
 * Asks for changes as CRS does during the day, and pulls what they are about
 * (§ Incremental Data Pull). An interruption between two of them is an ordinary end.
 * @throws NoTokenError, GivenUpError, PullInterruptedError
 */
export async function incrementalPull(
  run: Run,
  target: Target,
  options: IncrementalOptions,
): Promise<IncrementalRound[]> {
  const { everyMs, times = everyMs === undefined ? 1 : Infinity, until = Infinity } = options;
  const rounds: IncrementalRound[] = [];
  let { since } = options;
  for (let number = 1; ; number++) {
    const began = Date.now();
    const round = await roundOf(run, target, options, { number, since });
    if (!round) break;
    rounds.push(round);
    since = round.nextSince;
    if (options.state) options.state.since = since;
    await options.onRoundDone?.(round);
    const next = began + (everyMs ?? 0);
    if (number >= times || next > until || !(await waited(next, options.signal))) break;
  }
  checkSpeed(run);
  return rounds;
}

/** @returns undefined when an endless pull is ended in the middle of one */
async function roundOf(
  ...[run, target, options, asked]: Parameters<typeof incrementalRound>
): Promise<IncrementalRound | undefined> {
  try {
    return await incrementalRound(run, target, options, asked);
  } catch (error) {
    if (error instanceof PullInterruptedError && options.everyMs !== undefined) return undefined;
    throw error;
  }
}

async function incrementalRound(
  run: Run,
  target: Target,
  options: IncrementalOptions,
  { number, since }: { number: number; since: string },
): Promise<IncrementalRound> {
  const puller = new Puller(run, target, options);
  const later = number === 1 ? await askLater(puller, options) : undefined;
  const exchange = await puller.get('incremental', { since }, 'incremental');
  const answer = puller.read('incremental', exchange);
  // Without an answer the same time is asked for again.
  if (!answer) return { number, since, customersTold: 0, customersPulled: 0, nextSince: since };
  const changes = changesIn(puller, exchange, answer);
  run.count('customers told', changes.size);
  if (later) checkLater(puller, later, changes, exchange);
  const wanted = options.customers && new Set(options.customers);
  const pulled: Changes = new Map(
    [...changes].filter(([customer]) => !wanted || wanted.has(customer)),
  );
  puller.progress.of = pulled.size;
  const documents = new Documents(puller);
  await lightPull({ puller, known: new Known(), documents, state: options.state }, pulled);
  return {
    number,
    since,
    customersTold: changes.size,
    customersPulled: pulled.size,
    nextSince: nextSince(exchange),
  };
}

/** By customer, what changed; customers in the order in which they were told. */
function changesIn(puller: Puller, exchange: Exchange, { items }: Answer): Changes {
  const { findings } = puller.run;
  const changes = new Map<string, Set<string>>();
  for (const [index, item] of items.entries()) {
    const customer = textOf(item, 'customerId');
    if (customer === undefined) continue;
    const types = (Array.isArray(item['types']) ? item['types'] : []).map(String);
    const known = changes.get(customer);
    const again = known ? `${customer} again` : undefined;
    const repeated = new Set(types).size < types.length ? types.join(', ') : undefined;
    const place = { ...placeOf(exchange), path: `items[${index}]` };
    findings.expect(INCREMENTAL.once, again ?? repeated, place);
    changes.set(customer, new Set([...(known ?? []), ...types]));
  }
  return changes;
}

/**
 * The changes since a later time. It is asked for first: what it tells cannot be missing from the
 * answer for an earlier time that comes after it.
 */
async function askLater(
  puller: Puller,
  { since, later }: IncrementalOptions,
): Promise<Changes | undefined> {
  if (later === undefined) return undefined;
  const from = since.startsWith('0000') ? -Infinity : Date.parse(since);
  if (!(from < Date.parse(later))) return undefined;
  const exchange = await puller.get('incremental', { since: later }, 'incremental');
  const answer = puller.read('incremental', exchange);
  return answer && changesIn(puller, exchange, answer);
}

function checkLater(puller: Puller, later: Changes, changes: Changes, exchange: Exchange): void {
  const missing = [...later].find(([customer, types]) =>
    [...types].some((type) => !changes.get(customer)?.has(type)),
  );
  const found =
    missing && `${missing[0]} (${[...missing[1]].join(', ')}) is told for a later since only`;
  puller.run.findings.expect(INCREMENTAL.subset, found, placeOf(exchange));
}

/** By the clock of the dealer's system, if it tells its time. */
function nextSince({ startedAt, headers }: Exchange): string {
  const own = Date.parse(startedAt);
  const told = Date.parse(headers['date'] ?? '');
  return secondsOf(Math.min(own, Number.isNaN(told) ? own : told) - OVERLAP_MS);
}

function secondsOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** @returns false when the pull is to end */
async function waited(until: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return false;
  try {
    const pause = Math.max(0, until - Date.now());
    await delay(pause, undefined, { ...(signal && { signal }) });
    return true;
  } catch {
    return false;
  }
}
