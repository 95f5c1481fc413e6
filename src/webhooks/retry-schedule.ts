const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Before the second, third, … attempt; the last one for all after it. */
const DELAYS_MS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];
const JITTER = 0.2;

/** A webhook that failed for so long is paused. */
export const MOST_FAILING_MS = 3 * DAY;

/**
 * Milliseconds until an event is tried again.
 * @param failures attempts that failed one after the other, from 1
 * @param retryAfter milliseconds that the endpoint asks for; obeyed up to a day
 * @param random from 0 to 1: what failed together is not tried together
 */
export function retryDelay(failures: number, retryAfter = 0, random = Math.random()): number {
  const delay = DELAYS_MS[Math.min(failures, DELAYS_MS.length) - 1] ?? 0;
  const spread = delay * (1 + JITTER * (2 * random - 1));
  return Math.max(spread, Math.min(retryAfter, DAY));
}
