import type { RunResult } from '../run.js';
import { RULES } from '../rules/catalogue.js';
import { AREAS, type Area, type Severity } from '../rules/rule.js';

/** What came of an area's rules. */
export interface AreaResult {
  readonly area: Area;
  /** Rules that were looked at and hold. */
  readonly passed: number;
  /** Rules that are broken, by how bad it is. */
  readonly broken: Readonly<Record<Severity, number>>;
  /** Rules for which there was nothing to look at. */
  readonly notLookedAt: number;
}

/** The results by area, in the order of the areas; every area of which there is a rule. */
export function byArea({ results }: RunResult): AreaResult[] {
  return AREAS.map((area) => {
    const own = results.filter(({ rule, checked }) => rule.area === area && checked > 0);
    const seen = new Set(own.map(({ rule }) => rule.id));
    const brokenOf = (severity: Severity) =>
      own.filter(({ rule, broken }) => broken > 0 && rule.severity === severity).length;
    return {
      area,
      passed: own.filter(({ broken }) => broken === 0).length,
      broken: { error: brokenOf('error'), warning: brokenOf('warning'), note: brokenOf('note') },
      notLookedAt: RULES.filter((rule) => rule.area === area && !seen.has(rule.id)).length,
    };
  }).filter(({ notLookedAt, passed, broken }) =>
    [notLookedAt, passed, ...Object.values(broken)].some((number) => number > 0),
  );
}

/** What a run came to, in one sentence. */
export function verdict({ findings, results, broken }: RunResult): string {
  if (broken !== undefined) return `Could not be done to its end: ${broken}`;
  const numberOf = (severity: Severity) =>
    findings.filter(({ rule }) => rule.severity === severity).length;
  const looked = results.filter(({ checked }) => checked > 0).length;
  const found = (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, number: numberOf(severity) }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => counted(number, severity));
  const rules = `${counted(looked, 'rule')} looked at`;
  return found.length === 0 ? `No findings: ${rules}` : `${found.join(', ')}: ${rules}`;
}

/** `1 rule`, `2 rules`. */
export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
