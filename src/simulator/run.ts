import { Findings, type Finding, type RuleResult } from './findings.js';
import { Timings, type Timing } from './timings.js';

/** What a run of the simulator came to: what reports are made of. */
export interface RunResult {
  /** Such as `crs pull`. */
  readonly command: string;
  /** The system that was looked at: its address. */
  readonly system: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly findings: readonly Finding[];
  /** Every rule that was looked at. */
  readonly results: readonly RuleResult[];
  readonly timings: readonly Timing[];
  /** What came, by what it is: `contracts`, `invoices`, … */
  readonly counts: Readonly<Record<string, number>>;
  /** Why it could not be done to its end, if so. */
  readonly broken?: string;
}

/** A run of the simulator, as it goes on. */
export class Run {
  readonly findings = new Findings();
  readonly timings = new Timings();
  readonly #counts = new Map<string, number>();
  readonly #startedAt = new Date();

  constructor(
    readonly command: string,
    readonly system: string,
  ) {}

  /** Counts what came. */
  count(what: string, number = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + number);
  }

  /** @param broken why it could not be done to its end */
  result(broken?: string): RunResult {
    return {
      command: this.command,
      system: this.system,
      startedAt: this.#startedAt.toISOString(),
      seconds: (Date.now() - this.#startedAt.getTime()) / 1000,
      findings: this.findings.list(),
      results: this.findings.results(),
      timings: this.timings.list(),
      counts: Object.fromEntries(this.#counts),
      ...(broken !== undefined && { broken }),
    };
  }
}

/** 0 clean, 1 errors were found, 2 it could not be done. */
export function exitStatusOf({ findings, broken }: RunResult): 0 | 1 | 2 {
  if (broken !== undefined) return 2;
  return findings.some(({ rule }) => rule.severity === 'error') ? 1 : 0;
}
