import type { CheckId } from './catalogue.js';

/** `not-checked`: what it needs is not there, or has failed. */
export type CheckResult = 'ok' | 'warning' | 'failure' | 'not-checked';

/** What a check has to say: of all, or of one dealer, or of one thing of a dealer. */
export interface Outcome {
  readonly result: CheckResult;
  /** Code of the dealer it is about. */
  readonly dealer?: string;
  /** What else it is about: a resource, a host, a file. */
  readonly about?: string;
  /** What was found: one line for people, without a secret. */
  readonly found: string;
  /** What to do about it: of warnings and failures. */
  readonly todo?: string;
}

/** An outcome, and whose it is. */
export interface Finding extends Outcome {
  readonly id: CheckId;
}

/** All is well. */
export function ok(found: string): Outcome {
  return { result: 'ok', found };
}

/** It works, and should be looked at. */
export function warning(found: string, todo: string): Outcome {
  return { result: 'warning', found, todo };
}

/** It does not work, or data may be lost. */
export function failure(found: string, todo: string): Outcome {
  return { result: 'failure', found, todo };
}

/** It could not be looked at. */
export function notChecked(because: string): Outcome {
  return { result: 'not-checked', found: `not checked, because ${because}` };
}
