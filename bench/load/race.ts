import { cpuMs, familyCpuMs } from './cpu-time.js';
import { median } from './statistics.js';

/** What one slice of load came to. */
export interface Slice {
  readonly pages: number;
  readonly seconds: number;
  /** Milliseconds, of the middle one and of the slowest hundredth. */
  readonly p50: number;
  readonly p99: number;
}

/** One of those that are compared. */
export interface Entrant {
  readonly name: string;
  /** Its own process, if it has one: its processor time is measured. */
  readonly pid?: number;
  slice(connections: number, seconds: number): Promise<Slice>;
}

/** How an entrant did, round by round. */
export interface Standing {
  readonly name: string;
  readonly perSecond: readonly number[];
  readonly p50: number;
  readonly p99: number;
  /** Processor time a page, in milliseconds; undefined where it cannot be told. */
  readonly ownMs: number | undefined;
  readonly postgresMs: number | undefined;
}

export interface RaceOptions {
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
  /** PostgreSQL's first process. */
  readonly postgres: number;
}

/** Gives each entrant load that does not count, until its code is compiled and its pages cached. */
export async function warmUp(entrants: readonly Entrant[], connections: number, seconds: number) {
  for (const entrant of entrants) await entrant.slice(connections, seconds);
}

/** Gives load to one entrant after the other, round after round; the first round is thrown away. */
export async function race(
  entrants: readonly Entrant[],
  options: RaceOptions,
): Promise<Standing[]> {
  const slices = entrants.map(() => [] as MeasuredSlice[]);
  for (let round = 0; round <= options.rounds; round += 1)
    for (const [place, entrant] of entrants.entries()) {
      const slice = await measured(entrant, options);
      if (round > 0) slices[place]?.push(slice);
    }
  return entrants.map(({ name }, place) => standing(name, slices[place] ?? []));
}

interface MeasuredSlice extends Slice {
  readonly ownMs: number | undefined;
  readonly postgresMs: number | undefined;
}

async function measured(entrant: Entrant, options: RaceOptions): Promise<MeasuredSlice> {
  const clocks = () => [entrant.pid && cpuMs(entrant.pid), familyCpuMs(options.postgres)];
  const before = clocks();
  const slice = await entrant.slice(options.connections, options.seconds);
  const [ownMs, postgresMs] = clocks().map((after, clock) => {
    const since = before[clock];
    return after === undefined || since === undefined ? undefined : (after - since) / slice.pages;
  });
  return { ...slice, ownMs, postgresMs };
}

function standing(name: string, slices: readonly MeasuredSlice[]): Standing {
  const middle = (value: 'p50' | 'p99') => median(slices.map((slice) => slice[value]));
  const known = (value: 'ownMs' | 'postgresMs') => {
    const found = slices.map((slice) => slice[value]).filter((ms) => ms !== undefined);
    return found.length > 0 ? median(found) : undefined;
  };
  return {
    name,
    perSecond: slices.map(({ pages, seconds }) => pages / seconds),
    p50: middle('p50'),
    p99: middle('p99'),
    ownMs: known('ownMs'),
    postgresMs: known('postgresMs'),
  };
}
