import type { Command } from 'commander';
import { dailyPull } from '../simulator/pull/daily-pull.js';
import type { DailyPullOptions } from '../simulator/pull/pull-options.js';
import { StateFile } from '../simulator/pull/state-file.js';
import { readCustomers } from './crs-customers.js';
import { progressDisplay } from './crs-progress.js';
import { abortOnSignal, countFromOne, pullOptions, type PullOptions } from './crs-pull-options.js';
import { runOnTarget, targetOptions, type TargetOptions } from './crs-run.js';
import { printError } from './output.js';

interface Options extends TargetOptions, PullOptions {
  readonly customers?: string;
  readonly customersFromLocations?: boolean;
  readonly connections: number;
  readonly resume?: boolean;
  readonly twice?: boolean;
  readonly nightlyCustomers?: number;
}

/** `crs pull`: the daily pull of CRS. */
export function crsPullCommand(crs: Command): void {
  const command = crs
    .command('pull')
    .description(
      'Pull a dealer’s system as CRS does each day: locations, catalog, contracts, jobsites, rates, ' +
        'invoices, customers, PDFs. Every answer is checked',
    )
    .option('--customers <file|a,b,c>', 'customers: a file (one a line, or a JSON array) or a list')
    .option(
      '--customers-from-locations',
      'let the system say: locations name no customers, so those that incremental tells since the beginning',
    );
  pullOptions(targetOptions(command))
    .option('--connections <number>', 'groups of five customers pulled at once', countFromOne, 1)
    .option('--resume', 'go on with the pull that --state has begun')
    .option('--twice', 'pull some lists again with another page size, and compare')
    .option('--nightly-customers <number>', 'work out the time for so many customers', countFromOne)
    .addHelpText(
      'after',
      '\nWith --state the next pull stops at the invoices that this one has seen, as CRS does.\n' +
        'Exit status: 0 clean, 1 errors were found, 2 it could not be done.',
    )
    .action(pull);
}

async function pull(options: Options) {
  const prepared = await prepare(options).catch((error: unknown) => {
    printError(error);
    process.exitCode = 2;
  });
  if (!prepared) return;
  const { file, ...about } = prepared;
  const { quiet = false } = options;
  const pullOf: DailyPullOptions = {
    ...about,
    rate: options.rate,
    state: file?.state,
    signal: abortOnSignal(),
    onGroupDone: async () => file?.saveSometimes(),
  };
  // As it is before the pull: a replay must stop at the same invoices.
  const state = file && (JSON.parse(JSON.stringify(file.state)) as object);
  await runOnTarget(
    'crs pull',
    options,
    async (run, target) => {
      const display = progressDisplay(quiet);
      try {
        await dailyPull(run, target, { ...pullOf, onProgress: display.update });
      } finally {
        display.stop();
        await file?.save();
      }
    },
    { pull: { ...about, ...(state && { state }) } },
  );
}

/** What is read before anything is asked. */
async function prepare(options: Options) {
  const { customers: given, customersFromLocations, items, resume, state } = options;
  if ((given === undefined) === !customersFromLocations)
    throw new Error('Name the customers: either --customers or --customers-from-locations');
  if (resume && state === undefined) throw new Error('--resume needs the --state of the pull');
  const { url, dealer, connections, documents, twice, nightlyCustomers } = options;
  return {
    customers: given === undefined ? ('told' as const) : await readCustomers(given),
    file: state === undefined ? undefined : await StateFile.open(state, url, dealer),
    items: items === 'default' ? undefined : items,
    connections,
    documents,
    twice,
    nightlyCustomers,
    resume,
  };
}
