import type { Command } from 'commander';
import { conformance } from '../simulator/check/conformance.js';
import type { PullProgress } from '../simulator/pull/pull-options.js';
import { readCustomers } from './crs-customers.js';
import { progressDisplay } from './crs-progress.js';
import { countFromOne } from './crs-pull-options.js';
import { wholeNumber } from './numbers.js';
import { runOnTarget, targetOptions, type TargetOptions } from './crs-run.js';
import { printError } from './output.js';

interface Options extends TargetOptions {
  readonly customers?: string;
  readonly mostCustomers: number;
  readonly items: number;
  readonly documents: number;
  readonly messages?: boolean;
}

/** `crs check`: everything that the interface asks, of any dealer's system. */
export function crsCheckCommand(crs: Command): void {
  const command = crs
    .command('check')
    .description(
      'Check a dealer’s system against the interface: encryption, access, the pulls, requests that ' +
        'are wrong, and with --messages its message endpoint',
    );
  targetOptions(command)
    .option('--customers <file|a,b,c>', 'customers to pull; else some that incremental tells')
    .option('--most-customers <number>', 'customers that are pulled at most', countFromOne, 20)
    .option('--items <number>', 'page size', countFromOne, 20)
    .option('--documents <number>', 'PDFs that are fetched at most; 0 for none', wholeNumber, 20)
    .option('--messages', 'post messages too: the system keeps those it takes. For test systems')
    .addHelpText(
      'after',
      '\nWithout --messages nothing is posted but the request for a token; one is asked for with a ' +
        'wrong secret.\nExit status: 0 clean, 1 errors were found, 2 it could not be done.',
    )
    .action(check);
}

async function check(options: Options) {
  const { mostCustomers, items, documents, messages = false, dealer, quiet = false } = options;
  const customers = await customersOf(options);
  if (customers === undefined) return;
  if (messages && dealer === undefined)
    return refuse('--messages needs --dealer: messages name it');
  const about = { customers, mostCustomers, items, documents, messages };
  await runOnTarget(
    'crs check',
    options,
    async (run, target) => {
      const say = (text: string) => void (quiet || process.stderr.write(`${text}\n`));
      const display = progressDisplay(quiet);
      const onProgress = (progress: PullProgress) => display.update(progress);
      try {
        const onStep = (step: string) => {
          display.stop();
          say(`Looking at ${step}`);
        };
        const pulled = await conformance(run, target, { ...about, onStep, onProgress });
        if (pulled.length === 0) say('No customer is known: name some with --customers');
      } finally {
        display.stop();
      }
      if (!messages) say('Nothing was posted: --messages looks at the message endpoint too');
    },
    { check: about },
  );
}

async function customersOf({ customers }: Options): Promise<string[] | 'told' | undefined> {
  if (customers === undefined) return 'told';
  try {
    return await readCustomers(customers);
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** It could not be done, as exit status 2 says. */
function refuse(reason: string): undefined {
  printError(new Error(reason));
  process.exitCode = 2;
}
