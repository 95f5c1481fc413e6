import { CATALOGUE, CHECK_IDS, type CheckId } from './catalogue.js';
import type { CheckResult, Finding } from './finding.js';
import type { DoctorReport } from './report.js';
import { count } from './wording.js';

const SIGNS: Readonly<Record<CheckResult, string>> = {
  ok: '✓',
  warning: '!',
  failure: '✗',
  'not-checked': '–',
};

const WIDTH = Math.max(...CHECK_IDS.map((id) => id.length));

/** The report for people: a line for each finding, and one more for what to do about it. */
export function reportLines({ checks, counts }: DoctorReport): string[] {
  const { failure: failures, warning: warnings } = counts;
  const rest = counts['not-checked'];
  const end = [
    count(failures, 'failure'),
    count(warnings, 'warning'),
    `${counts.ok} ok`,
    ...(rest > 0 ? [`${rest} not checked`] : []),
  ];
  const lines = CHECK_IDS.flatMap((id) =>
    linesOfCheck(
      id,
      checks.filter((one) => one.id === id),
    ),
  );
  return [...lines, '', `${end.join(', ')}.`];
}

/** Of more dealers than that, those without trouble share a line. */
const MOST_DEALERS = 5;

function linesOfCheck(id: CheckId, findings: readonly Finding[]): string[] {
  const isCalm = ({ result, dealer }: Finding) =>
    dealer !== undefined && (result === 'ok' || result === 'not-checked');
  const calm = findings.filter(isCalm);
  if (calm.length <= MOST_DEALERS) return findings.flatMap(linesOf);
  const shared = (['ok', 'not-checked'] as const).flatMap((result) => {
    const number = calm.filter((one) => one.result === result).length;
    const found = `${count(number, 'dealer')}: ${result === 'ok' ? 'ok' : 'not checked'}`;
    return number > 0 ? linesOf({ id, result, found }) : [];
  });
  return [...shared, ...findings.filter((one) => !isCalm(one)).flatMap(linesOf)];
}

function linesOf({ id, result, dealer, about, found, todo }: Finding): string[] {
  // What it is about often begins the finding anyway.
  const subject = about !== undefined && found.startsWith(about) ? undefined : about;
  const whose = [dealer, subject].filter((part) => part !== undefined).join(' ');
  const text = whose ? `${whose}: ${found}` : found;
  const line = `${SIGNS[result]} ${id.padEnd(WIDTH)}  ${text}`;
  return todo === undefined ? [line] : [line, `${' '.repeat(WIDTH + 4)}→ ${todo}`];
}

/** The checks as a table of Markdown, for the operations guide; those with one remedy share a row. */
export function catalogueTable(): string {
  const rows = new Map<string, CheckId[]>();
  for (const id of CHECK_IDS) {
    const { todo } = CATALOGUE[id];
    rows.set(todo, [...(rows.get(todo) ?? []), id]);
  }
  const lines = [...rows].map(([todo, ids]) => {
    const looksAt = ids.map((id) => CATALOGUE[id].looksAt).join('; ');
    return `| ${ids.map((id) => `\`${id}\``).join(', ')} | ${looksAt} | ${todo} |`;
  });
  return ['| Check | Looks at | What to do |', '| --- | --- | --- |', ...lines, ''].join('\n');
}
