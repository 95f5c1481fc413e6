import { InvalidArgumentError, type Command } from 'commander';
import { stopSignal } from '../stop-signal.js';
import { wholeNumber } from './numbers.js';

/** Options that all pulls have. */
export interface PullOptions {
  /** Undefined leaves the page size to the dealer's system. */
  readonly items: number | 'default';
  readonly rate?: number;
  readonly documents?: number;
  readonly state?: string;
}

/** Adds the options that all pulls have. */
export function pullOptions(command: Command): Command {
  return command
    .option('--items <number>', 'page size; default leaves it to the system', pageSize, 20)
    .option('--rate <number>', 'requests a second, at most', positive)
    .option('--documents <number>', 'PDFs to fetch, at most (all)', wholeNumber)
    .option('--state <file>', 'what is to be known the next time is kept here');
}

/** Tells that a pull is to end when the user asks for it. */
export function abortOnSignal(): AbortSignal {
  const abort = new AbortController();
  void abortLater(abort);
  return abort.signal;
}

async function abortLater(abort: AbortController): Promise<void> {
  const signal = await stopSignal();
  // On a terminal there may be a bar in this line.
  const line = process.stderr.isTTY ? '\n' : '';
  process.stderr.write(`${line}${signal}: ends after the answer that is awaited\n`);
  abort.abort();
}

/** A whole number from 1. */
export function countFromOne(text: string): number {
  const number = wholeNumber(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function pageSize(text: string): number | 'default' {
  return text === 'default' ? text : countFromOne(text);
}
