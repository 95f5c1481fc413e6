import { InvalidArgumentError, Option, type Command } from 'commander';
import type { MessageRecordStore } from '../message/messages/message-record.store.js';
import type { MessageSummary } from '../message/messages/message-summary.js';
import type { ConnectionState } from '../outbox/connection/crs-connection.js';
import { MESSAGE_STATES, type MessageKey, type MessageState } from '../queue/message-record.js';
import {
  changeConnection,
  oneConnection,
  type Options as ConnectionOptions,
} from './crs-change.js';
import { wholeNumber } from './numbers.js';
import { operator } from './operator.js';
import { printJson, printLine, printTable } from './output.js';
import { withServices } from './services.js';

/** `outbox`: the messages to CRS, and what becomes of them. */
export function outboxCommand(program: Command): void {
  const outbox = program
    .command('outbox')
    .description('Messages to CRS: what waits, what was delivered, what CRS refused');
  const about = (command: Command) =>
    command.requiredOption('--dealer <code>', 'whose messages').option('--json', 'print JSON');
  about(outbox.command('list').description('List the messages, the newest first'))
    .addOption(new Option('--state <state>', 'only these').choices([...MESSAGE_STATES]))
    .option('--limit <number>', 'so many at most', wholeNumber, 50)
    .action(list);
  about(outbox.command('show').argument('<message>', 'its id, such as out-12', sequence))
    .description('Show all that is kept of a message')
    .action(show);
  about(outbox.command('replay').argument('[messages...]', 'ids, such as out-12', sequences))
    .description('Send messages again that CRS refused, with the ids they had')
    .option('--all', 'all of the dealer that are parked')
    .action(replay);
  about(outbox.command('drop').argument('<message>', 'its id, such as out-12', sequence))
    .description('Give a message up that is not delivered; the next one of its key has its turn')
    .requiredOption('--reason <text>', 'why; kept with the message')
    .action(drop);
  oneConnection(outbox, 'pause', 'Send nothing for now')
    .requiredOption('--reason <text>', 'why; shown with the connection')
    .action((options: ConnectionOptions & { reason: string }) => turn('paused', options));
  oneConnection(outbox, 'resume', 'Send again, what waits at once')
    .option('--reason <text>', 'why')
    .action((options: ConnectionOptions & { reason?: string }) => turn('active', options));
}

async function turn(state: ConnectionState, options: ConnectionOptions & { reason?: string }) {
  const { reason } = options;
  const { connectionPatch } = await import('./crs-body.js');
  await changeConnection(options, () =>
    connectionPatch({ state, ...(reason !== undefined && { reason }) }),
  );
}

interface Options {
  dealer: string;
  json?: boolean;
}

function sequence(text: string): number {
  const [, digits] = /^(?:out-)?(\d{1,15})$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('It must be an id such as out-12.');
  return Number(digits);
}

function sequences(text: string, before: number[] = []): number[] {
  return [...before, sequence(text)];
}

function keyOf(dealerCode: string, given: number): MessageKey {
  return { dealerCode, direction: 'out', sequence: given };
}

const HEAD = ['Message', 'State', 'Type', 'Customer', 'About', 'Queued', 'Tries', 'Next', 'Why'];

function cells(message: MessageSummary) {
  const { id, state, messageType, customerNumber, enqueuedTime, attemptCount } = message;
  const { nextAttemptTime, requestId, chainId, crsError, error, outcome } = message;
  const why = crsError ?? error ?? outcome;
  const about = requestId ?? chainId;
  const customer = customerNumber ?? undefined;
  return [
    id,
    state,
    messageType,
    customer,
    about,
    enqueuedTime,
    attemptCount,
    nextAttemptTime,
    why,
  ];
}

async function list({
  dealer,
  state,
  limit,
  json,
}: Options & { state?: MessageState; limit: number }) {
  const items = await withServices(async ({ dealers, messages }) => {
    await dealers.get(dealer);
    const page = { page: 0, items: limit };
    return (await messages.list(dealer, { direction: 'out', state }, page)).items;
  });
  if (json) return printJson(items);
  printTable(HEAD, items.map(cells), 'There are no such messages.');
}

async function show(given: number, { dealer, json }: Options) {
  const details = await withServices(({ messages }) => messages.get(keyOf(dealer, given)));
  if (json) return printJson(details);
  const { body, ...summary } = details;
  printTable(
    ['', ''],
    Object.entries(summary).map(([name, value]) => [name, String(value)]),
  );
  printJson(body);
}

async function replay(
  given: number[] | undefined,
  { dealer, json, all = false }: Options & { all?: boolean },
) {
  if (all === (given ?? []).length > 0)
    throw new Error('Name the messages to send again, or --all of them that are parked');
  const ids = await withServices(async ({ dealers, messages, decisions }) => {
    await dealers.get(dealer);
    const sequencesNow = all ? await parked(messages, dealer) : (given ?? []);
    for (const one of sequencesNow) await decisions.replay(keyOf(dealer, one), operator());
    return sequencesNow.map((one) => `out-${one}`);
  });
  if (json) return printJson(ids);
  printLine(ids.length === 0 ? 'No message is parked.' : `To be sent again: ${ids.join(', ')}`);
}

const PAGE = 1000;

/** The sequences of a dealer's parked messages, the oldest first. */
async function parked(messages: MessageRecordStore, dealer: string): Promise<number[]> {
  const found: number[] = [];
  const filter = { direction: 'out', state: 'parked' } as const;
  for (let page = 0; ; page++) {
    const { items } = await messages.list(dealer, filter, { page, items: PAGE });
    found.push(...items.map((one) => one.sequence));
    if (items.length < PAGE) return found.toReversed();
  }
}

async function drop(given: number, { dealer, json, reason }: Options & { reason: string }) {
  const key = keyOf(dealer, given);
  const details = await withServices(async ({ messages, decisions }) => {
    await decisions.drop(key, operator(), reason);
    return messages.get(key);
  });
  if (json) printJson(details);
  else printLine(`Dropped out-${given}: it will not be sent.`);
}
