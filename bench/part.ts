/** How large and how long; what is left out is as each part has it. */
export interface BenchOptions {
  readonly customers?: number;
  readonly contracts?: number;
  readonly invoices?: number;
  /** Of one slice of load. */
  readonly seconds?: number;
  readonly rounds?: number;
  /** Of the soak. */
  readonly minutes?: number;
  /** A smoke run: its figures mean nothing. */
  readonly quick: boolean;
}

/** A table for people. */
export interface ResultTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A ratio that must not fall below, or rise above, its limit. */
export interface Bar {
  readonly text: string;
  readonly value: number;
  readonly limit: number;
  readonly kind: 'at least' | 'at most';
}

/** What a part of the bench found. */
export interface PartResult {
  /** What it was measured on. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly tables: readonly ResultTable[];
  readonly bars: readonly Bar[];
  /** The values behind the tables, round by round, for whoever looks closer. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Whether a bar is held. */
export function isHeld({ value, limit, kind }: Bar): boolean {
  return kind === 'at least' ? value >= limit : value <= limit;
}

/** A size: what was asked for, else the part's own. */
export function sizeOf(
  { quick }: BenchOptions,
  asked: number | undefined,
  usual: number,
  quickly: number,
): number {
  return asked ?? (quick ? quickly : usual);
}

/** A number with so many digits behind the point. */
export function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits);
}

/** Tells on standard error what is going on, as a run takes its time. */
export function tell(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
