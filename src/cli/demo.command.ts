import { InvalidArgumentError, Option, type Command } from 'commander';
import { generateBundle } from '../demo/generate-bundle.js';
import type { ResourceName } from '../interface/resource.js';
import { wholeNumber } from './numbers.js';
import { printJson, printLine, printTable } from './output.js';

interface Options {
  out: string;
  seed: number;
  customers: number;
  contracts: number;
  invoices: number;
  jobsites?: number;
  asOf: Date;
  overwrite?: boolean;
  json?: boolean;
}

/** `demo`: made-up data of any size. */
export function demoCommand(program: Command): void {
  const demo = program.command('demo').description('Made-up data, for trying out and measuring');
  demo
    .command('generate')
    .description('Write an import bundle; the same options give the same bytes')
    .requiredOption('--out <folder>', 'folder to write to')
    .option('--seed <number>', 'another seed gives other data', wholeNumber, 1)
    .option('--customers <number>', 'customers', wholeNumber, 40)
    .option('--contracts <number>', 'contracts', wholeNumber, 300)
    .option('--invoices <number>', 'invoices', wholeNumber, 2000)
    .option(
      '--jobsites <number>',
      'jobsites (one and a half for each customer or contract, whichever are more)',
      wholeNumber,
    )
    .addOption(
      new Option('--as-of <date>', 'the day the data is seen from')
        .argParser(day)
        .default(today(), 'today'),
    )
    .option('--overwrite', 'replace the files of an earlier bundle')
    .option('--json', 'print JSON')
    .action(generate);
}

async function generate({ json, ...options }: Options) {
  const rows = await generateBundle(options);
  if (json) return printJson({ out: options.out, rows });
  const entries = Object.entries(rows) as [ResourceName, number][];
  printTable(['Resource', 'Rows'], entries);
  printLine(`Written to ${options.out}`);
}

function today(): Date {
  return new Date(new Date().setUTCHours(0, 0, 0, 0));
}

function day(text: string): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('It must be a day such as 2026-11-20.');
  return date;
}
