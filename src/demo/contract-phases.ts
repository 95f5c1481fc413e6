import type { Random } from './random.js';

/** The first and the last planned day of a contract. */
export type Span = readonly [startDay: number, endDay: number];

interface PhaseRow {
  /** How many of a hundred contracts are in this phase. */
  weight: number;
  /** Whether CRS is to see the contract. */
  active: boolean;
  span(random: Random, today: number): Span;
}

const YEARS_BACK = 700;

const PHASES = {
  running: { weight: 41, active: true, span: begun },
  overdue: { weight: 5, active: true, span: overdue },
  'partly-returned': { weight: 8, active: true, span: begun },
  'called-off': { weight: 7, active: true, span: begun },
  future: { weight: 5, active: true, span: ahead },
  reserved: { weight: 5, active: true, span: ahead },
  finished: { weight: 29, active: false, span: ended },
} as const satisfies Record<string, PhaseRow>;

/** Where a contract stands on the day of the bundle. */
export type Phase = keyof typeof PHASES;

const PHASE_WEIGHTS = (Object.keys(PHASES) as Phase[]).map(
  (phase) => [phase, PHASES[phase].weight] as const,
);

/** A phase, as often as in a dealer's books. The first contract is running: it can be invoiced. */
export function pickPhase(random: Random, index: number): Phase {
  const phase = random.weighted(PHASE_WEIGHTS);
  return index === 0 ? 'running' : phase;
}

/** The days of a contract in this phase. */
export function pickSpan(random: Random, phase: Phase, today: number): Span {
  return PHASES[phase].span(random, today);
}

/** True when the contract is listed: it runs, or will. */
export function isActive(phase: Phase): boolean {
  return PHASES[phase].active;
}

/** True when the machines have been out at least a day. */
export function hasBegun(phase: Phase): boolean {
  return phase !== 'future' && phase !== 'reserved';
}

function begun(random: Random, today: number): Span {
  const age = 3 + Math.floor(YEARS_BACK * random.fraction() ** 1.3);
  return [today - age, today + random.int(1, 240)];
}

function overdue(random: Random, today: number): Span {
  const late = random.int(1, 20);
  return [today - late - random.int(7, 400), today - late];
}

function ahead(random: Random, today: number): Span {
  const startDay = today + random.int(1, 120);
  return [startDay, startDay + random.int(2, 200)];
}

function ended(random: Random, today: number): Span {
  const endDay = today - 2 - random.int(0, YEARS_BACK - 10);
  return [endDay - random.int(4, 420), endDay];
}
