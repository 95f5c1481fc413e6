import type { Finding, RuleResult } from '../findings.js';
import { AREAS } from '../rules/rule.js';
import type { RunResult } from '../run.js';
import { escapeXml } from './escape-xml.js';

/**
 * The report as JUnit XML: a suite for each area, a case for each rule that was looked at. Errors are
 * failures; warnings and notes are told in the case's output, as a build should not fail by them.
 */
export function junitReport({ command, system, seconds, results, findings, broken }: RunResult) {
  const found = new Map(findings.map((finding) => [finding.rule.id, finding]));
  const looked = results.filter(({ checked }) => checked > 0);
  const suites = AREAS.map((area) => looked.filter(({ rule }) => rule.area === area))
    .filter((own) => own.length > 0)
    .map((own) =>
      suite(
        own[0]?.rule.area ?? '',
        own.map((result) => testCase(result, found)),
        failuresOf(own),
      ),
    );
  if (broken !== undefined) suites.push(notDone(broken));
  const failures = failuresOf(looked);
  const head = `tests="${looked.length + (broken === undefined ? 0 : 1)}" failures="${failures}" errors="${broken === undefined ? 0 : 1}" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`${command} ${system}`)}" ${head}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function failuresOf(results: readonly RuleResult[]): number {
  return results.filter(({ rule, broken }) => rule.severity === 'error' && broken > 0).length;
}

function suite(name: string, cases: readonly string[], failures: number): string {
  const head = `<testsuite name="${name}" tests="${cases.length}" failures="${failures}" errors="0">`;
  return [head, ...cases, '</testsuite>'].join('\n');
}

function testCase({ rule }: RuleResult, found: ReadonlyMap<string, Finding>): string {
  const { id, area, severity, expected } = rule;
  const head = `  <testcase classname="${area}" name="${id}"`;
  const finding = found.get(id);
  if (!finding) return `${head}/>`;
  const text = escapeXml(told(finding));
  const inside =
    severity === 'error'
      ? `<failure type="${severity}" message="${escapeXml(expected)}">${text}</failure>`
      : `<system-out>${severity}: ${text}</system-out>`;
  return `${head}>${inside}</testcase>`;
}

function told({ rule, count, occurrences }: Finding): string {
  return [
    `${count} times. ${rule.expected}`,
    ...occurrences.map(({ found, url, path, exchange }) =>
      [found, path, url, exchange && `exchange ${exchange}`].filter(Boolean).join(' | '),
    ),
    `§ ${rule.section}. ${rule.mend}`,
  ].join('\n');
}

function notDone(broken: string): string {
  const text = `<error type="not-done" message="${escapeXml(broken)}"/>`;
  return `<testsuite name="run" tests="1" failures="0" errors="1">\n  <testcase classname="run" name="done-to-its-end">${text}</testcase>\n</testsuite>`;
}
