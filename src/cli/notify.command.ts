import { InvalidArgumentError, type Command } from 'commander';
import { NOTIFICATION_TYPES, type NotificationType } from '../outbox/connection/crs-connection.js';
import { printJson, printLine, printTable } from './output.js';
import { withServices } from './services.js';

/** `notify`: lets CRS refresh a customer's data. */
export function notifyCommand(program: Command): void {
  program
    .command('notify')
    .description('Tell CRS that data of a customer changed: it pulls them anew')
    .requiredOption('--dealer <code>', 'whose customer')
    .requiredOption('--customer <dcn>', 'the customer, by its number')
    .requiredOption('--types <types>', `of ${NOTIFICATION_TYPES.join(', ')}`, types)
    .option('--json', 'print JSON')
    .action(notify);
}

interface Options {
  dealer: string;
  customer: string;
  types: readonly NotificationType[];
  json?: boolean;
}

/** Types with commas between them; each counts once. */
function types(text: string): NotificationType[] {
  const given = new Set(text.split(',').map((one) => one.trim()));
  const known = NOTIFICATION_TYPES.filter((type) => given.delete(type));
  if (given.size > 0)
    throw new InvalidArgumentError(`They must be of ${NOTIFICATION_TYPES.join(',')}.`);
  return known;
}

async function notify({ dealer, customer, types: messageTypes, json }: Options) {
  const queued = await withServices(async ({ dealers, notifications }) => {
    await dealers.get(dealer);
    return notifications.queue(dealer, { customerNumber: customer, messageTypes });
  });
  if (json) return printJson(queued);
  printTable(
    ['Type', 'Message', 'Waited already'],
    queued.notifications.map(({ messageType, message, merged }) => [
      messageType,
      message,
      merged ? 'yes' : 'no',
    ]),
  );
  if (!queued.connected) printLine(`Dealer ${dealer} is not connected to CRS: they wait for that.`);
}
