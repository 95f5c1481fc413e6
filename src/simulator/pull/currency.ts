import type { Findings, Place } from '../findings.js';
import type { Rule } from '../rules/rule.js';

const CODES = new Set(Intl.supportedValuesOf('currency'));

/** Looks whether a currency is a code of ISO 4217. */
export function checkCurrency(findings: Findings, rule: Rule, value: unknown, place: Place): void {
  if (typeof value !== 'string' || value.trim() === '') return;
  findings.expect(rule, CODES.has(value) ? undefined : value, place);
}
