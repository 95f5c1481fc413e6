import Table from 'cli-table3';
import type { Finding, Occurrence } from '../findings.js';
import type { RunResult } from '../run.js';
import type { Timing } from '../timings.js';
import { byArea, counted, verdict, type AreaResult } from './area-results.js';
import { duration, size } from './amounts.js';

export interface SummaryOptions {
  /** Only what is wrong. */
  readonly quiet?: boolean;
  /** Of the terminal; undefined if it is none. */
  readonly columns?: number | undefined;
}

/** What a run came to, for a person at a terminal. */
export function summary(result: RunResult, { quiet = false, columns }: SummaryOptions): string {
  const { command, system, seconds, findings, timings } = result;
  const wrap = (text: string, indent: number) => wrapped(text, indent, columns ?? 100);
  const parts = quiet
    ? []
    : [
        `${command} ${system} (${duration(seconds * 1000)})`,
        areaTable(byArea(result)),
        countLine(result),
        timings.length === 0 ? '' : timingTable(timings),
      ];
  const shown = [
    ...parts,
    ...findings.map((finding) => findingText(finding, wrap)),
    verdictLine(result),
  ];
  return `${shown.filter((part) => part !== '').join('\n\n')}\n`;
}

function verdictLine(result: RunResult): string {
  return `${verdict(result)}.`.replace(/\.\.$/, '.');
}

function countLine({ counts }: RunResult): string {
  const came = Object.entries(counts).map(([what, number]) => `${number} ${what}`);
  return came.length === 0 ? '' : `Came: ${came.join(', ')}`;
}

const PLAIN = { chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } };

function table(head: string[], rows: (string | number)[][]): string {
  const colAligns = head.map((_name, column) =>
    column === 0 ? ('left' as const) : ('right' as const),
  );
  const made = new Table({ head, colAligns, style: { head: [], border: [] }, ...PLAIN });
  made.push(...rows);
  return made.toString();
}

function areaTable(areas: readonly AreaResult[]): string {
  return table(
    ['Area', 'Passed', 'Errors', 'Warnings', 'Notes', 'Not looked at'],
    areas.map(({ area, passed, broken, notLookedAt }) => [
      area,
      passed,
      blankIfNone(broken.error),
      blankIfNone(broken.warning),
      blankIfNone(broken.note),
      blankIfNone(notLookedAt),
    ]),
  );
}

function blankIfNone(number: number): string {
  return number === 0 ? '' : String(number);
}

function timingTable(timings: readonly Timing[]): string {
  return table(
    ['Requests', 'Number', 'Median', '95 %', 'Slowest', 'All', 'Data'],
    timings.map(({ kind, requests, median, p95, slowest, total, bytes }) => [
      kind,
      requests,
      duration(median),
      duration(p95),
      duration(slowest),
      duration(total),
      size(bytes),
    ]),
  );
}

type Wrap = (text: string, indent: number) => string;

const SHOWN = 3;

function findingText({ rule, count, occurrences }: Finding, wrap: Wrap): string {
  const more = count - Math.min(occurrences.length, SHOWN);
  return [
    `${rule.severity.toUpperCase()} ${rule.id} (${counted(count, 'time')}), § ${rule.section}`,
    wrap(`Expected: ${rule.expected}`, 2),
    ...occurrences.slice(0, SHOWN).map((one) => occurrenceText(one, wrap)),
    ...(more > 0 ? [`  … and ${more} more`] : []),
    wrap(`To mend: ${rule.mend}`, 2),
  ].join('\n');
}

function occurrenceText({ found, path, url, exchange }: Occurrence, wrap: Wrap): string {
  const where = [path, url, exchange && `exchange ${exchange}`].filter(Boolean).join(', ');
  return [wrap(`Found: ${onOneLine(found)}`, 2), ...(where === '' ? [] : [`    at ${where}`])].join(
    '\n',
  );
}

/** What a server sent must not move the cursor or colour the terminal. */
function onOneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- that is what it is for
  return text.replaceAll(/[\s\u{0}-\u{1f}\u{7f}-\u{9f}]+/gu, ' ');
}

/** Breaks a text between words; lines after the first one stand deeper. */
function wrapped(text: string, indent: number, columns: number): string {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  for (const word of text.split(' ')) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${' '.repeat(indent + 2)}${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
