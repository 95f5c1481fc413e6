import type { Findings, Place } from '../findings.js';
import type { Rule } from '../rules/rule.js';

/** A rule that a message breaks. */
export interface Broken {
  readonly rule: Rule;
  /** JSON path in the message; empty for the message as a whole. */
  readonly path: string;
  /** What came, in a few words. */
  readonly found: string;
}

/** What was looked at in one message, and what was found: its verdict. */
export class Inspection {
  readonly #looked: Rule[] = [];
  readonly #broken: Broken[] = [];

  get broken(): readonly Broken[] {
    return this.#broken;
  }

  /** Whether something breaks the message for its receiver. */
  get hasErrors(): boolean {
    return this.#broken.some(({ rule }) => rule.severity === 'error');
  }

  /** Looks at a rule: notes it, and that it is broken if `found` says how. */
  expect(rule: Rule, found: string | undefined, path = ''): boolean {
    if (found === undefined) this.#looked.push(rule);
    else this.#broken.push({ rule, path, found });
    return found === undefined;
  }

  /** Hands everything over to the findings of a run. */
  report(findings: Findings, place: Place = {}): void {
    for (const rule of this.#looked) findings.checked(rule);
    for (const { rule, path, found } of this.#broken)
      findings.expect(rule, found, { ...place, ...(path !== '' && { path }) });
  }
}

/** A broken rule in one line. */
export function brokenLine({ rule, path, found }: Broken): string {
  return `${rule.id}${path === '' ? '' : ` at ${path}`}: ${found}`;
}
