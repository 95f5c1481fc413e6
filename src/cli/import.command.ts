import { SingleBar, Presets } from 'cli-progress';
import { Option, type Command } from 'commander';
import type { ImportProgress, ImportRequest } from '../import/import.service.js';
import { hasRejects, type LoadMode, type LoadReport } from '../import/load-report.js';
import { errorText, printError, printJson, printLine, printTable } from './output.js';
import { exitStatus, withServices } from './services.js';

const EXIT_FAILED = 1;
const EXIT_REJECTS = 3;
const EXIT_HELD = 4;

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
      new Option(
        '--mode <mode>',
        'full: a file is all there is, what is not in it goes. delta: only adds, changes and deletes',
      )
        .choices(['full', 'delta'])
        .default('full'),
    )
    .option('--dry-run', 'read and check everything, publish nothing')
    .option('--encoding <name>', 'encoding of the files, such as windows-1252 (UTF-8)')
    .option('--delimiter <character>', 'between the cells of a CSV row (comma)')
    .option('--json', 'print one JSON report')
    .addHelpText(
      'after',
      '\nExit status: 0 published, 1 failed (nothing was published), 3 published, but rows were rejected,\n' +
        '4 held: nothing was published, see `loads --help`.',
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
  const report = await run({ dealerCode: dealer, paths, ...options }, json ?? false);
  if (!report) return;
  if (json) printJson(report);
  else printReport(report);
  if (report.state === 'failed') process.exitCode = EXIT_FAILED;
  else if (report.state === 'held') process.exitCode = EXIT_HELD;
  else if (hasRejects(report)) process.exitCode = EXIT_REJECTS;
}

/** A fault of the call ends without a load; for scripts it still prints one JSON document. */
async function run(request: ImportRequest, json: boolean): Promise<LoadReport | undefined> {
  const bar = process.stderr.isTTY ? progressBar() : undefined;
  const watched = { ...request, ...(bar && { onProgress: bar.update }) };
  try {
    return await withServices(({ imports }) => imports.run(watched));
  } catch (error) {
    if (!json) throw error;
    printJson({ dealer: request.dealerCode, state: 'failed', error: errorText(error) });
    process.exit(exitStatus(error));
  } finally {
    bar?.stop();
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

/** Prints for people what a load did. */
export function printReport(report: LoadReport): void {
  printCounts(report.resources);
  if (report.rejects.length > 0) printRejects(report);
  for (const path of report.ignored) printLine(`Passed over: ${path} is no import file`);
  if (report.state === 'held') for (const reason of report.reasons ?? []) printLine(reason);
  if (report.state === 'failed') printError(new Error(outcome(report)));
  else printLine(outcome(report));
}

/** Prints what became of a load's rows, by resource. */
export function printCounts(resources: LoadReport['resources']): void {
  const head = [
    'Resource',
    'Read',
    'Added',
    'Changed',
    'Unchanged',
    'Removed',
    'Rejected',
    'Warnings',
  ];
  const rows = Object.entries(resources).map(([resource, counts]) => [
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
}

function printRejects({ rejects, dealer, load }: LoadReport): void {
  printLine('The first rejected rows:');
  printTable(
    ['File', 'Line', 'Field', 'Value', 'Reason'],
    rejects.map(({ file, line, field, value, reason }) => [file, line, field, value, reason]),
  );
  printLine(`All of them: npm run cli -- rejects --dealer ${dealer} --load ${load}`);
}

function outcome(report: LoadReport): string {
  const { dealer, state, error, dryRun, load, generation, seconds } = report;
  if (state === 'failed') return `Load ${load} failed, nothing was published: ${error}`;
  if (state === 'held' && dryRun)
    return `Load ${load} was a dry run: nothing was published, and it would be held. ${seconds} s`;
  if (state === 'held')
    return (
      `Load ${load} is held: nothing was published. ${seconds} s\n` +
      `Publish it all the same: npm run cli -- loads confirm ${load} --dealer ${dealer}\n` +
      `Drop it: npm run cli -- loads discard ${load} --dealer ${dealer}`
    );
  if (dryRun) return `Load ${load} was a dry run: nothing was published. ${seconds} s`;
  return `Load ${load} is published as generation ${generation}. ${seconds} s`;
}
