import { byArea } from './area-results.js';
import { exitStatusOf, type RunResult } from '../run.js';

/** Raised when a member changes its meaning or goes; new members don't raise it. */
export const REPORT_VERSION = 1;

/** The report for programs; docs/conformance.md describes it. */
export function jsonReport(result: RunResult): string {
  const { findings, results, ...run } = result;
  const document = {
    report: REPORT_VERSION,
    status: (['clean', 'errors', 'not-done'] as const)[exitStatusOf(result)],
    ...run,
    areas: byArea(result),
    findings: findings.map(({ rule, ...found }) => ({ ...rule, ...found })),
    rules: results.map(({ rule, ...counts }) => ({ id: rule.id, ...counts })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
