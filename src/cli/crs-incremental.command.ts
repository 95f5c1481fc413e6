import { InvalidArgumentError, type Command } from 'commander';
import { parseZonedDatetime } from '../interface/datetime.js';
import { incrementalPull, type IncrementalRound } from '../simulator/pull/incremental-pull.js';
import { StateFile } from '../simulator/pull/state-file.js';
import { readCustomers } from './crs-customers.js';
import { progressDisplay } from './crs-progress.js';
import { abortOnSignal, countFromOne, pullOptions, type PullOptions } from './crs-pull-options.js';
import { runOnTarget, targetOptions, type TargetOptions } from './crs-run.js';
import { printError } from './output.js';

interface Options extends TargetOptions, PullOptions {
  readonly since?: string;
  readonly customers?: string;
  readonly every?: number;
  readonly times?: number;
  readonly until?: number;
}

/** `crs incremental`: what CRS asks for during the day. */
export function crsIncrementalCommand(crs: Command): void {
  const command = crs
    .command('incremental')
    .description('Ask what changed, as CRS does during the day, and pull what the answer is about')
    .option(
      '--since <time>',
      'with time zone; 0000-00-00T00:00:00Z is the beginning (without it: where --state was left)',
      time,
    )
    .option('--customers <file|a,b,c>', 'pull only these: those that have users in CRS (all)');
  pullOptions(targetOptions(command))
    .option('--every <time>', 'again and again, such as every 30m; Ctrl-C ends it', duration)
    .option('--times <number>', 'so many times at most', countFromOne)
    .option('--until <time>', 'no further time after it', moment)
    .addHelpText('after', '\nExit status: 0 clean, 1 errors were found, 2 it could not be done.')
    .action(incremental);
}

const DAY_MS = 86_400_000;

async function incremental(options: Options) {
  const prepared = await prepare(options).catch((error: unknown) => {
    printError(error);
    process.exitCode = 2;
  });
  if (!prepared) return;
  const { file, ...about } = prepared;
  const { quiet = false, every, times, until, rate } = options;
  const state = file && (JSON.parse(JSON.stringify(file.state)) as object);
  const signal = abortOnSignal();
  await runOnTarget(
    'crs incremental',
    options,
    async (run, target) => {
      const display = progressDisplay(quiet);
      try {
        const watched = { onProgress: display.update, signal, rate, state: file?.state };
        const again = { everyMs: every, times, until };
        await incrementalPull(run, target, {
          ...about,
          ...watched,
          ...again,
          onRoundDone: async (round) => {
            if (!quiet && every !== undefined) process.stderr.write(lineOf(round));
            await file?.save();
          },
        });
      } finally {
        display.stop();
        await file?.save();
      }
    },
    { incremental: { ...about, isRepeated: every !== undefined, ...(state && { state }) } },
  );
}

async function prepare({ since, customers, state, url, dealer, items, documents }: Options) {
  const file = state === undefined ? undefined : await StateFile.open(state, url, dealer);
  const from = since ?? file?.state.since;
  if (from === undefined)
    throw new Error('Name a time by --since: there is no --state to go on from');
  return {
    since: from,
    later: `${new Date(Date.now() - DAY_MS).toISOString().slice(0, 19)}Z`,
    customers: customers === undefined ? undefined : await readCustomers(customers),
    file,
    items: items === 'default' ? undefined : items,
    documents,
  };
}

function lineOf({ number, since, customersTold, customersPulled, nextSince }: IncrementalRound) {
  return `${number}. since ${since}: ${customersTold} customers told, ${customersPulled} pulled; next since ${nextSince}\n`;
}

function time(text: string): string {
  if (text.startsWith('0000-00-00') || parseZonedDatetime(text)) return text;
  throw new InvalidArgumentError('It must be a time with its zone, such as 2026-11-20T06:00:00Z.');
}

function moment(text: string): number {
  const read = parseZonedDatetime(text);
  if (read) return read.time;
  throw new InvalidArgumentError('It must be a time with its zone, such as 2026-11-20T06:00:00Z.');
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? 0);
  if (milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError('It must be a time such as 30m, 1h or 90s.');
}
