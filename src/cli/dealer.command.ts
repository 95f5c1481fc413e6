import { InvalidArgumentError, type Command } from 'commander';
import type { Dealer, NewDealer } from '../auth/dealer.js';
import { DealerService } from '../auth/dealer.service.js';
import { withServices } from './context.js';
import { printJson, printLine, printTable } from './output.js';

/** `dealer`: whose data the server holds. */
export function dealerCommand(program: Command): void {
  const dealer = program.command('dealer').description('Dealers whose data the server holds');
  dealer
    .command('add <code>')
    .description('Add a dealer')
    .requiredOption('--name <name>', 'name of the dealer')
    .option('--timezone <zone>', 'IANA time zone, for times without a zone', 'UTC')
    .option('--currency <code>', 'ISO 4217 currency, where a contract or invoice names none', 'USD')
    .option('--country <code>', 'country, 2 or 3 letters', 'USA')
    .option('--page-size <number>', 'items on a page when CRS asks for no number', wholeNumber, 10)
    .option('--json', 'print JSON')
    .action(add);
  dealer
    .command('list')
    .description('List the dealers')
    .option('--json', 'print JSON')
    .action(list);
}

interface AddOptions extends Omit<NewDealer, 'code' | 'timeZone'> {
  timezone: string;
  json?: boolean;
}

async function add(code: string, { timezone: timeZone, json, ...rest }: AddOptions) {
  const dealer = await withServices((services) =>
    services.get(DealerService).add({ code, timeZone, ...rest }),
  );
  if (json) printJson(dealer);
  else printLine(`Added dealer ${dealer.code}, ${dealer.name}`);
}

async function list({ json }: { json?: boolean }) {
  const dealers = await withServices((services) => services.get(DealerService).list());
  if (json) return printJson(dealers);
  const row = (dealer: Dealer) => [
    dealer.code,
    dealer.name,
    dealer.timeZone,
    dealer.currency,
    dealer.country,
    dealer.pageSize,
  ];
  const head = ['Code', 'Name', 'Time zone', 'Currency', 'Country', 'Page size'];
  printTable(head, dealers.map(row), 'There are no dealers yet: add one with `dealer add`.');
}

/** Reads an option that is a whole number from 0. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
