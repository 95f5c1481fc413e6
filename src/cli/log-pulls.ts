import type { PullLogEntry, PullLogSummary } from '../records/pull-log.store.js';
import type { LogOptions } from './log.command.js';
import { collected, counted, cut, MOST_IN_TABLE, printJsonLines } from './log-lines.js';
import { logRange } from './log-range.js';
import { timeColumn } from './log-times.js';
import { printLine, printTable } from './output.js';
import { withServices } from './services.js';

export interface PullOptions extends LogOptions {
  client?: string;
  endpoint?: string;
}

/** `log pulls`. */
export async function logPulls(options: PullOptions): Promise<void> {
  const { dealer: dealerCode, client: clientId, customer, endpoint, failed } = options;
  const rangeOf = logRange(options);
  await withServices(async ({ dealers, pullLog }) => {
    const { timeZone } = await dealers.get(dealerCode);
    const filter = { dealerCode, clientId, customer, endpoint, failed, ...rangeOf(timeZone) };
    if (options.json) return printJsonLines(pullLog.entries(filter, options.limit));
    const limit = options.limit ?? MOST_IN_TABLE;
    const pulls = await collected(pullLog.entries(filter, limit));
    printPulls(pulls, timeZone);
    if (pulls.length > 0) printLine(summaryLine(await pullLog.summary(filter), pulls.length));
  });
}

const CUSTOMERS_LENGTH = 21;

function printPulls(pulls: readonly PullLogEntry[], timeZone: string): void {
  const started = timeColumn(
    'Started',
    pulls.map((pull) => pull.startedTime),
    timeZone,
  );
  printTable(
    [started.head, 'Endpoint', 'Customers', 'Pages', 'Items', 'Gen', 'Seconds', 'Answer'],
    pulls.map((pull) => [
      started.text(pull.startedTime),
      pull.endpoint,
      cut(askedFor(pull), CUSTOMERS_LENGTH),
      pagesOf(pull),
      pull.items,
      pull.generation ?? undefined,
      ((pull.lastTime.getTime() - pull.startedTime.getTime()) / 1000).toFixed(1),
      answerOf(pull),
    ]),
    'There are no such pulls.',
  );
}

function askedFor({ customers: [first, ...others], since }: PullLogEntry): string {
  if (since !== null) return `since ${since === '-infinity' ? 'ever' : since.slice(0, 16)}`;
  if (first === undefined) return '';
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function pagesOf({ pages, totalPages }: PullLogEntry): string {
  return totalPages === null || totalPages === pages ? `${pages}` : `${pages}/${totalPages}`;
}

const WORDS: Readonly<Record<PullLogEntry['state'], string>> = {
  done: '',
  underway: 'under way',
  unfinished: 'unfinished',
  failed: '',
};

/** How it stands, and what went wrong. */
function answerOf({ state, failures, failedStatus, failedCode }: PullLogEntry): string {
  const times = failures > 1 ? `${failures} × ` : '';
  const failed = failures > 0 ? `${times}${failedStatus} ${failedCode ?? ''}`.trim() : '';
  return [WORDS[state], failed].filter((word) => word !== '').join(', ') || '200';
}

function summaryLine(summary: PullLogSummary, shown: number): string {
  const { pulls, pages, items, failures, unfinished } = summary;
  const newest = shown < pulls ? `The newest ${shown} of ` : '';
  const counts = [
    counted(pulls, 'pull'),
    counted(pages, 'page'),
    counted(items, 'item'),
    counted(failures, 'failure'),
  ];
  return `${newest}${counts.join(', ')}${unfinished > 0 ? `, ${unfinished} unfinished` : ''}`;
}
