import type { Command } from 'commander';
import type { LoadIssue } from '../import/load-report.js';
import { withServices } from './services.js';
import { wholeNumber } from './numbers.js';
import { printLine, printTable } from './output.js';

/** `rejects`: what a load had to say about its rows. */
export function rejectsCommand(program: Command): void {
  program
    .command('rejects')
    .description('List the rejected rows and the warnings of a load')
    .requiredOption('--dealer <code>', 'whose load')
    .option('--load <number>', 'the load (the newest when left out)', wholeNumber)
    .option('--json', 'print JSON')
    .action(list);
}

async function list(options: { dealer: string; load?: number; json?: boolean }) {
  await withServices(async ({ loads }) => {
    const issues = loads.issues(options.dealer, options.load);
    if (options.json) await printArray(issues);
    else await printTables(issues);
  });
}

/** Written as it is read, because a load may have millions. */
async function printArray(batches: AsyncIterable<readonly object[]>): Promise<void> {
  let separator = '[\n';
  for await (const batch of batches)
    for (const issue of batch) {
      process.stdout.write(separator + JSON.stringify(issue));
      separator = ',\n';
    }
  process.stdout.write(separator === '[\n' ? '[]\n' : '\n]\n');
}

async function printTables(batches: AsyncIterable<readonly LoadIssue[]>): Promise<void> {
  let any = false;
  for await (const batch of batches) {
    any = true;
    printTable(
      ['', 'File', 'Line', 'Field', 'Value', 'Reason'],
      batch.map((issue) => [
        issue.severity,
        issue.file,
        issue.line,
        issue.field,
        issue.value,
        issue.reason,
      ]),
    );
  }
  if (!any) printLine('The load had no rejected rows and no warnings.');
}
