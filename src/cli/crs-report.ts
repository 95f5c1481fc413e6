import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { htmlReport } from '../simulator/report/html-report.js';
import { jsonReport } from '../simulator/report/json-report.js';
import { junitReport } from '../simulator/report/junit-report.js';
import { summary } from '../simulator/report/summary.js';
import { exitStatusOf, type RunResult } from '../simulator/run.js';
import { errorText, printError } from './output.js';

/** Where the report of a run goes. */
export interface ReportOptions {
  /** Files; `-` is standard output, in the place of the summary. */
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  /** No progress, and a summary only of what is wrong. */
  readonly quiet?: boolean;
}

/** Adds the options that say where the report of a run goes. */
export function reportOptions(command: Command): Command {
  return command
    .option('--json <file>', 'write the report as JSON; - prints it, and nothing else')
    .option('--junit <file>', 'write the report as JUnit XML, for CI')
    .option('--html <file>', 'write the report as an HTML page')
    .option('--quiet', 'no progress, and of the summary only what is wrong');
}

/** Shows and writes what a run came to, and sets the exit status: 0 clean, 1 errors, 2 not done. */
export async function report(result: RunResult, options: ReportOptions): Promise<void> {
  const { json, junit, html, quiet = false } = options;
  process.exitCode = exitStatusOf(result);
  if (json === '-') process.stdout.write(jsonReport(result));
  else process.stdout.write(summary(result, { quiet, columns: process.stdout.columns }));
  if (json !== undefined && json !== '-') await write(json, jsonReport(result));
  if (junit !== undefined) await write(junit, junitReport(result));
  if (html !== undefined) await write(html, htmlReport(result));
}

/** Does the work of a run. @returns why it could not be done to its end, if so; it has been printed */
export async function brokenBy(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    printError(error);
    return errorText(error);
  }
}

/** A report that is not there must not look like success. */
async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    process.exitCode = 2;
    process.stderr.write(`error: The report cannot be written (${code}): ${file}\n`);
  }
}
