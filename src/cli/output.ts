import Table from 'cli-table3';
import { failureText, lastLine } from '../failure.js';
import { harmlessText } from './harmless-text.js';

/** Prints one JSON document on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints a line for people. */
export function printLine(text: string): void {
  process.stdout.write(`${harmlessText(text)}\n`);
}

/** Tells on standard error why a command failed. */
export function printError(error: unknown): void {
  process.stderr.write(`error: ${harmlessText(errorText(error))}\n`);
}

/** Why a command failed, in terms of the command line. */
export function errorText(error: unknown): string {
  const text = failureText(error) ?? lastLine((error as Error).message);
  return text.replaceAll(PARAMETER, (name) => OPTIONS[name] ?? name);
}

// What the services call a parameter, and the option it comes from.
const OPTIONS: Readonly<Record<string, string>> = {
  code: '<code>',
  name: '--name',
  timeZone: '--timezone',
  currency: '--currency',
  country: '--country',
  pageSize: '--page-size',
  maxRejectPercent: '--max-reject-percent',
  maxRemovalPercent: '--max-removal-percent',
  maxRemovalRows: '--max-removal-rows',
  dealers: '--dealer',
  scopes: '--scope',
};
const PARAMETER = new RegExp(`\\b(${Object.keys(OPTIONS).join('|')})(?= must )`, 'g');

type Cell = string | number | undefined;

/** Prints a table for people, as wide as their terminal; says so when there is nothing to show. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  nothing = 'Nothing to show.',
): void {
  if (rows.length === 0) return printLine(nothing);
  const cells = [head, ...rows].map((row) => row.map((cell) => harmlessText(String(cell ?? ''))));
  const table = new Table({
    head: cells[0] ?? [],
    style: { head: [], border: [] },
    // Lines between the rows only where a row may take several lines itself.
    ...(fitted(cells) ?? { chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } }),
  });
  table.push(...cells.slice(1));
  printLine(table.toString());
}

const LEAST_WIDTH = 12;
const PADDING = 2;

/** Where the table is wider than the terminal, its widest columns give way. */
function fitted(cells: readonly string[][]) {
  const { columns } = process.stdout;
  if (!columns) return undefined;
  const widths = (cells[0] ?? []).map(
    (_head, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)) + PADDING,
  );
  const tooWide = () => widths.reduce((sum, width) => sum + width + 1, 1) - columns;
  if (tooWide() <= 0) return undefined;
  for (
    let most = Math.max(...widths);
    tooWide() > 0 && most > LEAST_WIDTH;
    most = Math.max(...widths)
  )
    widths[widths.indexOf(most)] = most - 1;
  return { colWidths: widths, wordWrap: true, wrapOnWordBoundary: false };
}
