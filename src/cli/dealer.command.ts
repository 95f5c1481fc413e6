import type { Command } from 'commander';
import type { Dealer, DealerChange, NewDealer } from '../auth/dealer.js';
import { wholeNumber } from './numbers.js';
import { withServices } from './services.js';
import { printJson, printLine, printTable } from './output.js';

/** `dealer`: whose data the server holds. */
export function dealerCommand(program: Command): void {
  const dealer = program.command('dealer').description('Dealers whose data the server holds');
  limits(
    dealer
      .command('add <code>')
      .description('Add a dealer')
      .requiredOption('--name <name>', 'name of the dealer')
      .option('--timezone <zone>', 'IANA time zone, for times without a zone', 'UTC')
      .option(
        '--currency <code>',
        'ISO 4217 currency, where a contract or invoice names none',
        'USD',
      )
      .option('--country <code>', 'country, 2 or 3 letters', 'USA')
      .option(
        '--page-size <number>',
        'items on a page when CRS asks for no number',
        wholeNumber,
        10,
      ),
  ).action(add);
  limits(
    dealer
      .command('set <code>')
      .description('Change what is named about a dealer; it counts from the next load or request')
      .option('--name <name>', 'name of the dealer')
      .option('--timezone <zone>', 'IANA time zone, for times without a zone')
      .option('--currency <code>', 'ISO 4217 currency, where a contract or invoice names none')
      .option('--country <code>', 'country, 2 or 3 letters')
      .option('--page-size <number>', 'items on a page when CRS asks for no number', wholeNumber),
  ).action(set);
  dealer
    .command('list')
    .description('List the dealers')
    .option('--json', 'print JSON')
    .action(list);
}

/** What a full load may do without being held. */
function limits(command: Command): Command {
  return command
    .option(
      '--max-reject-percent <number>',
      'a full load with more rejected rows of a resource is held (5)',
      wholeNumber,
    )
    .option(
      '--max-removal-percent <number>',
      'a full load that would remove more of a resource is held (20) …',
      wholeNumber,
    )
    .option(
      '--max-removal-rows <number>',
      '… if it would also remove more items than this (10)',
      wholeNumber,
    )
    .option('--json', 'print JSON');
}

interface AddOptions extends Omit<NewDealer, 'code' | 'timeZone'> {
  timezone: string;
  json?: boolean;
}

async function add(code: string, { timezone: timeZone, json, ...rest }: AddOptions) {
  const dealer = await withServices(({ dealers }) => dealers.add({ code, timeZone, ...rest }));
  if (json) printJson(dealer);
  else printLine(`Added dealer ${dealer.code}, ${dealer.name}`);
}

interface SetOptions extends Omit<DealerChange, 'timeZone'> {
  timezone?: string;
  json?: boolean;
}

async function set(code: string, { timezone, json, ...rest }: SetOptions) {
  const change = { ...rest, ...(timezone !== undefined && { timeZone: timezone }) };
  const dealer = await withServices(({ dealers }) => dealers.change(code, change));
  if (json) printJson(dealer);
  else printLine(`Changed dealer ${dealer.code}, ${dealer.name}`);
}

async function list({ json }: { json?: boolean }) {
  const all = await withServices(({ dealers }) => dealers.list());
  if (json) return printJson(all);
  const row = (dealer: Dealer) => [
    dealer.code,
    dealer.name,
    dealer.timeZone,
    dealer.currency,
    dealer.country,
    dealer.pageSize,
  ];
  const head = ['Code', 'Name', 'Time zone', 'Currency', 'Country', 'Page size'];
  printTable(head, all.map(row), 'There are no dealers yet: add one with `dealer add`.');
}
