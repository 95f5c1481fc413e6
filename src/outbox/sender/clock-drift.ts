import type { ClaimedMessage } from '../../queue/message-record.js';
import type { CrsAnswer } from './crs-client.js';

/** § submittedTime: "large variances … will be problem flags". */
export const DRIFT_WARNED_MS = 5 * 60_000;

/**
 * Milliseconds that CRS's clock is ahead of ours, to about a second; undefined when an answer does not
 * tell. A message that was sent before may be answered with the time at which it came first.
 */
export function clockDriftMs(
  { attemptCount }: Pick<ClaimedMessage, 'attemptCount'>,
  enqueuedTime: Date | undefined,
  { date, time }: Pick<CrsAnswer, 'date' | 'time'>,
): number | undefined {
  const told = attemptCount === 1 ? enqueuedTime?.getTime() : undefined;
  const theirs = told ?? Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return undefined;
  const drift = Math.round(theirs - time);
  // What is further off than that is not a clock, and would not fit.
  return Math.abs(drift) < 2 ** 31 ? drift : undefined;
}
