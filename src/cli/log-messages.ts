import type { MessageLogEntry, MessageLogSummary } from '../records/message-log.store.js';
import type { LogOptions } from './log.command.js';
import { collected, counted, cut, MOST_IN_TABLE, printJsonLines } from './log-lines.js';
import { logRange } from './log-range.js';
import { localText, timeColumn } from './log-times.js';
import { printLine, printTable } from './output.js';
import { withServices } from './services.js';

export interface MessageOptions extends LogOptions {
  direction: 'in' | 'out' | 'both';
  type?: string;
}

/** `log messages`. */
export async function logMessages(options: MessageOptions): Promise<void> {
  const { dealer: dealerCode, type: messageType, customer, failed, direction } = options;
  const rangeOf = logRange(options);
  const directions = direction === 'both' ? (['in', 'out'] as const) : [direction];
  await withServices(async ({ dealers, messageLog }) => {
    const { timeZone } = await dealers.get(dealerCode);
    const about = { dealerCode, directions, messageType, customer, failed };
    const filter = { ...about, ...rangeOf(timeZone) };
    if (options.json) return printJsonLines(messageLog.entries(filter, options.limit));
    const limit = options.limit ?? MOST_IN_TABLE;
    const messages = await collected(messageLog.entries(filter, limit));
    printMessages(messages, timeZone);
    if (messages.length > 0)
      printLine(summaryLine(await messageLog.summary(filter), messages.length));
  });
}

const WHY_LENGTH = 60;

function printMessages(messages: readonly MessageLogEntry[], timeZone: string): void {
  const time = timeColumn(
    'Time',
    messages.map((message) => message.time),
    timeZone,
  );
  printTable(
    [time.head, 'Message', 'Type', 'Customer', 'Answer', 'Became', 'Why'],
    messages.map((message) => [
      time.text(message.time),
      message.id ?? message.direction,
      cut(message.messageType ?? '', 15),
      cut(message.customerNumber ?? '', 15),
      answerOf(message),
      becameOf(message, timeZone),
      cut(message.detail ?? message.crsError ?? message.error ?? '', WHY_LENGTH),
    ]),
    'There are no such messages.',
  );
}

function answerOf({ status, code, attemptCount }: MessageLogEntry): string {
  if (status === null) return counted(attemptCount ?? 0, 'try', 'tries');
  return code === null ? `${status}` : `${status} ${code}`;
}

/** What became of it; of one to CRS also when it was delivered. */
function becameOf(message: MessageLogEntry, timeZone: string): string {
  const { direction, state, outcome, settledTime, time } = message;
  if (direction === 'in' || state !== 'done' || !settledTime)
    return [state, outcome].filter((word) => word !== null).join(' ');
  const [day, clock] = localText(settledTime, timeZone).split(' ');
  const sameDay = localText(time, timeZone).startsWith(day ?? '');
  return `delivered ${sameDay ? '' : `${day} `}${clock}`;
}

function summaryLine(summary: MessageLogSummary, shown: number): string {
  const { submissions, refused, sent, delivered } = summary;
  const all = submissions + sent;
  const newest = shown < all ? `The newest ${shown} of ` : '';
  return `${newest}${counted(all, 'message')}: ${submissions} from CRS (${refused} refused), ${sent} to CRS (${delivered} delivered)`;
}
