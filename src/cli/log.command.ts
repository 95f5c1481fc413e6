import { Option, type Command } from 'commander';
import { PULL_ENDPOINTS } from '../records/pull-endpoints.js';
import { wholeNumber } from './numbers.js';
import type { MessageOptions } from './log-messages.js';
import type { PullOptions } from './log-pulls.js';

/** `log`: what CRS was served, what it sent and what it was sent. */
export function logCommand(program: Command): void {
  const log = program
    .command('log')
    .description('What CRS asked for and sent, and how it was answered; kept for RECORD_DAYS days');
  about(log.command('pulls'))
    .description('List the pulls, the newest last')
    .option('--client <id>', 'only those of this client')
    .addOption(
      new Option('--endpoint <name>', 'only those of this endpoint').choices(PULL_ENDPOINTS),
    )
    .action(async (options: PullOptions) => (await import('./log-pulls.js')).logPulls(options));
  about(log.command('messages'))
    .description('List the messages from CRS and to CRS, the newest last')
    .addOption(
      new Option('--direction <direction>', 'from CRS (in), to CRS (out)')
        .choices(['in', 'out', 'both'])
        .default('both'),
    )
    .option('--type <type>', 'only those of this type, such as request or contract')
    .action(async (options: MessageOptions) =>
      (await import('./log-messages.js')).logMessages(options),
    );
}

const TIME = 'such as 24h, 7d, 2026-11-20 or 2026-11-20T08:00, in the dealer’s time zone';

function about(command: Command): Command {
  return command
    .requiredOption('--dealer <code>', 'whose pulls or messages')
    .option('--since <time>', `from then on: ${TIME}`, '24h')
    .option('--until <time>', 'before that time')
    .option('--customer <number>', 'only those of this customer')
    .option('--failed', 'only those that failed or were refused')
    .option('--limit <number>', 'the newest so many (100 in a table)', wholeNumber)
    .option('--json', 'print JSON, a line for each');
}

/** What both kinds of log are asked for. */
export interface LogOptions {
  dealer: string;
  since: string;
  until?: string;
  customer?: string;
  failed?: boolean;
  limit?: number;
  json?: boolean;
}
