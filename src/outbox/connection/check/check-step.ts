import type { CrsEnvironment } from '../crs-connection.js';
import { failureLine } from '../../../outgoing/failure-line.js';

/** What a step is about. */
export const STEP_SUBJECTS = ['tokenUrl', 'secret', 'nextSecret', 'messageUrl'] as const;
export type StepSubject = (typeof STEP_SUBJECTS)[number];

export const STEPS = ['dns', 'tcp', 'tls', 'token', 'scope', 'clock'] as const;
export type StepName = (typeof STEPS)[number];

/** `not-done`: a step before it failed, or there is nothing to look at. */
export const STEP_RESULTS = ['ok', 'warning', 'failed', 'not-done'] as const;
export type StepResult = (typeof STEP_RESULTS)[number];

/** One step of the test of a connection. */
export interface CheckStep {
  readonly about: StepSubject;
  readonly step: StepName;
  /** Neither failed nor left undone. */
  readonly ok: boolean;
  readonly result: StepResult;
  /** One line for people, without a secret or token. */
  readonly detail: string;
  readonly milliseconds: number;
}

/** What the test of a connection found. */
export interface CheckReport {
  readonly environment: CrsEnvironment;
  /** No step failed. */
  readonly ok: boolean;
  readonly steps: readonly CheckStep[];
}

/** What a step found that did not fail. */
export interface Finding {
  readonly detail: string;
  /** `ok` when left out. */
  readonly result?: StepResult;
}

/** A step failed; the message is its detail. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}

/** The time that a step may take, in milliseconds. */
export const STEP_MS = 10_000;

/** Takes a step. What it throws is its detail, and it has failed. */
export async function take(
  about: StepSubject,
  step: StepName,
  work: () => Promise<Finding>,
): Promise<CheckStep> {
  const begin = performance.now();
  const finding = await work().catch((error: unknown): Finding => ({
    result: 'failed',
    detail: error instanceof StepFailure ? error.message : failureLine(error),
  }));
  return stepOf(about, step, finding, Math.round(performance.now() - begin));
}

/** Steps that are left out since one before them failed. */
export function notDone(about: StepSubject, steps: readonly StepName[]): CheckStep[] {
  const finding = { result: 'not-done', detail: 'not done: a step before it failed' } as const;
  return steps.map((step) => stepOf(about, step, finding, 0));
}

function stepOf(
  about: StepSubject,
  step: StepName,
  { detail, result = 'ok' }: Finding,
  milliseconds: number,
): CheckStep {
  const ok = result === 'ok' || result === 'warning';
  return { about, step, ok, result, detail, milliseconds };
}
