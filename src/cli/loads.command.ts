import type { Command } from 'commander';
import type { LoadDetails, LoadSummary } from '../import/load-record.js';
import { wholeNumber } from './numbers.js';
import { printCounts, printReport } from './import.command.js';
import { operator } from './operator.js';
import { printJson, printLine, printTable } from './output.js';
import { withServices } from './services.js';

/** `loads`: what was loaded, and what waits to be confirmed. */
export function loadsCommand(program: Command): void {
  const loads = program
    .command('loads')
    .description('Loads of a dealer; one that is held is published only when it is confirmed');
  const about = (command: Command) =>
    command.requiredOption('--dealer <code>', 'whose load').option('--json', 'print JSON');
  const one = (name: string, description: string) =>
    about(loads.command(name).argument('<load>', 'its number', wholeNumber)).description(
      description,
    );
  about(loads.command('list').description('List the loads, the newest first'))
    .option('--limit <number>', 'so many at most', wholeNumber, 50)
    .action(list);
  one('show', 'Show what a load brought, and why it is held').action(show);
  one('confirm', 'Publish a held load, against what is published now').action(confirm);
  one('discard', 'Drop a held load').action(discard);
}

interface Options {
  dealer: string;
  json?: boolean;
}

async function list({ dealer, limit, json }: Options & { limit: number }) {
  const items = await withServices(async ({ dealers, records }) => {
    await dealers.get(dealer);
    return (await records.list(dealer, { page: 0, items: limit })).items;
  });
  if (json) return printJson(items);
  printTable(HEAD, items.map(cells), 'There are no loads yet.');
}

const HEAD = [
  'Load',
  'Mode',
  'State',
  'Started',
  'Seconds',
  'Rows',
  'Generation',
  'Bundle',
  'Reason',
];

function cells(load: LoadSummary) {
  const { mode, state, startedAt, seconds, rows, generation, bundle, reason } = load;
  return [load.load, mode, state, startedAt, seconds, rows, generation, bundle, reason];
}

async function show(load: number, { dealer, json }: Options) {
  const details = await withServices(({ records }) => records.get(dealer, load));
  if (json) return printJson(details);
  printTable(HEAD, [cells(details)]);
  printCounts(details.resources);
  for (const reason of details.reasons) printLine(reason);
  const decided = decision(details);
  if (decided) printLine(decided);
}

function decision({ state, decidedBy, decidedAt }: LoadDetails): string | undefined {
  if (decidedBy === undefined) return undefined;
  const word = state === 'published' ? 'Confirmed' : state === 'discarded' ? 'Discarded' : 'Ended';
  return `${word} by ${decidedBy} at ${decidedAt}`;
}

async function confirm(load: number, { dealer, json }: Options) {
  const report = await withServices(({ heldLoads }) => heldLoads.confirm(dealer, load, operator()));
  if (json) printJson(report);
  else printReport(report);
}

async function discard(load: number, { dealer, json }: Options) {
  const details = await withServices(async ({ heldLoads, records }) => {
    await heldLoads.discard(dealer, load, operator());
    return records.get(dealer, load);
  });
  if (json) printJson(details);
  else printLine(`Load ${load} is discarded: nothing of it will be published.`);
}
