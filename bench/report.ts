import { mkdir, writeFile } from 'node:fs/promises';
import { printLine, printTable } from '../src/cli/output.js';
import { isHeld, type Bar, type PartResult, type ResultTable } from './part.js';
import { benchScript } from './processes/paths.js';

/** All that one run found. */
export interface Report {
  readonly machine: Readonly<Record<string, string>>;
  readonly quick: boolean;
  readonly parts: Readonly<Record<string, PartResult>>;
}

/** What must be said with the figures of a quick run. */
export const QUICK = 'A quick run: it shows that the bench works, its figures mean nothing.';

/** Prints one part for people. */
export function printPart({ tables, bars }: PartResult): void {
  for (const table of [...tables, ...barTable(bars)]) {
    printLine(`\n${table.title}`);
    printTable(table.head, table.rows);
  }
}

/** Writes the report as JSON and as Markdown, and returns the path without its ending. */
export async function saveReport(report: Report, name = nameOf(report)): Promise<string> {
  const folder = benchScript('results');
  await mkdir(folder, { recursive: true });
  const path = `${folder}/${name}`;
  await writeFile(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(`${path}.md`, markdown(report));
  return path;
}

function nameOf({ machine, parts }: Report): string {
  const moment = (machine['date'] ?? '').slice(0, 19).replaceAll(/[-:]/g, '');
  return `${moment}-${Object.keys(parts).join('-')}`;
}

function barTable(bars: readonly Bar[]): ResultTable[] {
  if (bars.length === 0) return [];
  const rows = bars.map((bar) => [
    bar.text,
    bar.value.toFixed(2),
    `${bar.kind} ${bar.limit}`,
    isHeld(bar) ? 'held' : 'MISSED',
  ]);
  return [{ title: 'Bars', head: ['', 'value', 'bar', ''], rows }];
}

function markdown({ machine, quick, parts }: Report): string {
  const about = Object.entries(machine).map(([name, value]) => `- ${name}: ${value}`);
  const sections = Object.entries(parts).flatMap(([name, { sizes, tables, bars }]) => [
    `## ${name}`,
    Object.entries(sizes)
      .map(([size, value]) => `${size} ${value}`)
      .join(', '),
    ...[...tables, ...barTable(bars)].flatMap((table) => [`### ${table.title}`, tableText(table)]),
  ]);
  const blocks = ['# Benchmark', ...(quick ? [QUICK] : []), about.join('\n'), ...sections];
  return `${blocks.join('\n\n')}\n`;
}

function tableText({ head, rows }: ResultTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const align = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(align), ...rows.map(line)].join('\n');
}
