import type { Rule } from './rules/rule.js';

/** Where something was found. */
export interface Place {
  /** Number of the exchange in the recording. */
  readonly exchange?: number | undefined;
  readonly url?: string | undefined;
  /** JSON path in what came. */
  readonly path?: string | undefined;
}

/** One way in which something is not as it should be. */
export interface Occurrence extends Place {
  /** What came, in a few words. */
  readonly found: string;
}

/** A rule that is broken, with where. */
export interface Finding {
  readonly rule: Rule;
  /** How often; `occurrences` has the first of them. */
  readonly count: number;
  readonly occurrences: readonly Occurrence[];
}

/** A rule, and what came of looking. */
export interface RuleResult {
  readonly rule: Rule;
  /** How often it was looked at; 0 if there was nothing to look at. */
  readonly checked: number;
  readonly broken: number;
}

/** What is kept of each: enough to see the pattern, and not too much for a report. */
const MOST_OCCURRENCES = 10;
const MOST_SHOWN = 120;

interface Tally {
  readonly rule: Rule;
  checked: number;
  broken: number;
  readonly occurrences: Occurrence[];
}

/** Collects what was looked at and what was found, in memory that does not grow with the data. */
export class Findings {
  readonly #tallies = new Map<string, Tally>();

  /** Notes that a rule was looked at. */
  checked(rule: Rule, times = 1): void {
    this.#of(rule).checked += times;
  }

  /** Notes that a rule is broken. It counts as looked at. */
  add(rule: Rule, { found, ...place }: Occurrence): void {
    const tally = this.#of(rule);
    tally.broken++;
    if (tally.occurrences.length < MOST_OCCURRENCES)
      tally.occurrences.push({ ...place, found: found.slice(0, MOST_SHOWN * 4) });
  }

  /** Looks at a rule: notes it, and that it is broken if `found` says how. */
  expect(rule: Rule, found: string | undefined, place: Place = {}): boolean {
    this.checked(rule);
    if (found !== undefined) this.add(rule, { ...place, found });
    return found === undefined;
  }

  /** The rules that are broken, errors first. */
  list(): Finding[] {
    return [...this.#tallies.values()]
      .filter(({ broken }) => broken > 0)
      .map(({ rule, broken: count, occurrences }) => ({ rule, count, occurrences }))
      .sort((a, b) => ORDER[a.rule.severity] - ORDER[b.rule.severity] || compareIds(a, b));
  }

  /** Every rule that was looked at. */
  results(): RuleResult[] {
    return [...this.#tallies.values()].map(({ rule, checked, broken }) => ({
      rule,
      checked: Math.max(checked, broken),
      broken,
    }));
  }

  /** Whether nothing that counts as an error was found. */
  get isClean(): boolean {
    return !this.list().some(({ rule }) => rule.severity === 'error');
  }

  #of(rule: Rule): Tally {
    const known = this.#tallies.get(rule.id);
    if (known) return known;
    const tally: Tally = { rule, checked: 0, broken: 0, occurrences: [] };
    this.#tallies.set(rule.id, tally);
    return tally;
  }
}

const ORDER = { error: 0, warning: 1, note: 2 } as const;

function compareIds(a: Finding, b: Finding): number {
  return a.rule.id < b.rule.id ? -1 : 1;
}

/** A value as it is shown in a finding: JSON, cut if it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
