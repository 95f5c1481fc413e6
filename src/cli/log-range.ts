import type { LogOptions } from './log.command.js';
import { givenTime } from './log-times.js';

interface LogRange {
  readonly since: Date;
  readonly until: Date | undefined;
}

/**
 * The time that a log is asked for.
 * @returns tells it for a time zone
 * @throws Error when an option is no time; the result, when it ends before it begins
 */
export function logRange({ since, until }: LogOptions): (timeZone: string) => LogRange {
  const from = givenTime(since, '--since');
  const to = until === undefined ? undefined : givenTime(until, '--until');
  return (timeZone) => {
    const range = { since: from(timeZone), until: to?.(timeZone) };
    if (range.until && range.until <= range.since) throw new Error('--until must be after --since');
    return range;
  };
}
