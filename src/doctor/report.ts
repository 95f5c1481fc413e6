import type { CheckResult, Finding } from './finding.js';

/** What the doctor found, for programs: what is there stays, more may come. */
export interface DoctorReport {
  /** Of this form of the report. */
  readonly format: 1;
  /** ISO 8601. */
  readonly time: string;
  /** The worst of all results, where `not-checked` counts as nothing. */
  readonly result: 'ok' | 'warning' | 'failure';
  readonly counts: Readonly<Record<CheckResult, number>>;
  /** In the order of the catalogue. */
  readonly checks: readonly Finding[];
}

/** Sums up what was found. */
export function reportOf(checks: readonly Finding[], now: Date): DoctorReport {
  const number = (result: CheckResult) => checks.filter((one) => one.result === result).length;
  const counts = {
    ok: number('ok'),
    warning: number('warning'),
    failure: number('failure'),
    'not-checked': number('not-checked'),
  };
  const result = counts.failure > 0 ? 'failure' : counts.warning > 0 ? 'warning' : 'ok';
  return { format: 1, time: now.toISOString(), result, counts, checks };
}
