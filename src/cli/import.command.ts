import { SingleBar, Presets } from 'cli-progress';
import { Option, type Command } from 'commander';
import { AppError } from '../errors.js';
import {
  ImportService,
  type ImportProgress,
  type ImportRequest,
} from '../import/import.service.js';
import { hasRejects, type LoadMode, type LoadReport } from '../import/load-report.js';
import { SourceError } from '../import/readers/source-file.js';
import { withServices } from './context.js';
import { printJson, printLine, printTable } from './output.js';

const EXIT_FAILED = 1;
const EXIT_REJECTS = 3;

/** `import`: loads a dealer's data. */
export function importCommand(program: Command): void {
  program
    .command('import <path...>')
    .description(
      'Load data: a folder, or files named customers, locations, jobsites, contracts, invoices, ' +
        'categories or rates, as .ndjson, .json or .csv (or .gz of these). All is published ' +
        'together or not at all.',
    )
    .requiredOption('--dealer <code>', 'whose data it is')
    .addOption(
      new Option('--mode <mode>', 'full: what is not in a file goes. delta: only adds and changes')
        .choices(['full', 'delta'])
        .default('full'),
    )
    .option('--dry-run', 'read and check everything, publish nothing')
    .option('--encoding <name>', 'encoding of the files (UTF-8)')
    .option('--delimiter <character>', 'between the cells of a CSV row (,)')
    .option('--json', 'print one JSON report')
    .addHelpText(
      'after',
      '\nExit status: 0 published, 1 failed (nothing was published), 3 published with rejects.',
    )
    .action(importPaths);
}

interface Options {
  dealer: string;
  mode: LoadMode;
  dryRun?: boolean;
  encoding?: string;
  delimiter?: string;
  json?: boolean;
}

async function importPaths(paths: string[], { dealer, json, ...options }: Options) {
  const bar = process.stderr.isTTY ? progressBar() : undefined;
  const request = { dealerCode: dealer, paths, ...options, ...(bar && { onProgress: bar.update }) };
  const report = await run(request, json ?? false);
  bar?.stop();
  if (!report) return;
  if (json) printJson(report);
  else printReport(report);
  if (report.state === 'failed') process.exitCode = EXIT_FAILED;
  else if (hasRejects(report)) process.exitCode = EXIT_REJECTS;
}

/** A fault of the call ends without a load; for scripts it still prints one JSON document. */
async function run(request: ImportRequest, json: boolean): Promise<LoadReport | undefined> {
  try {
    return await withServices((services) => services.get(ImportService).run(request));
  } catch (error) {
    if (!json || !(error instanceof SourceError || error instanceof AppError)) throw error;
    printJson({ dealer: request.dealerCode, state: 'failed', error: error.message });
    process.exitCode = EXIT_FAILED;
    return undefined;
  }
}

function progressBar() {
  const format =
    '{resource} [{bar}] {percentage}% | {rows} rows | {rate} rows/s | {eta_formatted} left';
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.legacy);
  let started = false;
  let resource: string | undefined;
  let since = performance.now();
  return {
    update: (progress: ImportProgress): void => {
      if (progress.resource !== resource) since = performance.now();
      resource = progress.resource;
      const seconds = Math.max(0.001, (performance.now() - since) / 1000);
      const rate = Math.round(progress.rows / seconds);
      const payload = { resource: (resource ?? '').padEnd(10), rows: progress.rows, rate };
      if (!started) bar.start(progress.totalBytes, progress.bytes, payload);
      else bar.update(progress.bytes, payload);
      started = true;
    },
    stop: (): void => bar.stop(),
  };
}

function printReport(report: LoadReport): void {
  const head = ['', 'Read', 'Added', 'Changed', 'Unchanged', 'Removed', 'Rejected', 'Warnings'];
  const rows = Object.entries(report.resources).map(([resource, counts]) => [
    resource,
    counts.read,
    counts.added,
    counts.changed,
    counts.unchanged,
    counts.removed,
    counts.rejected,
    counts.warnings,
  ]);
  printTable(head, rows, 'No rows were read.');
  if (report.rejects.length > 0) printRejects(report);
  for (const path of report.ignored) printLine(`Passed over: ${path} is no import file`);
  printLine(outcome(report));
}

function printRejects({ rejects, dealer, load }: LoadReport): void {
  printLine('The first rejected rows:');
  printTable(
    ['File', 'Line', 'Field', 'Value', 'Reason'],
    rejects.map(({ file, line, field, value, reason }) => [file, line, field, value, reason]),
  );
  printLine(`All of them: npm run cli -- rejects --dealer ${dealer} --load ${load}`);
}

function outcome({ state, error, dryRun, load, generation, seconds }: LoadReport): string {
  if (state === 'failed') return `Load ${load} failed, nothing was published: ${error}`;
  if (dryRun) return `Load ${load} was a dry run: nothing was published. ${seconds} s`;
  return `Load ${load} is published as generation ${generation}. ${seconds} s`;
}
