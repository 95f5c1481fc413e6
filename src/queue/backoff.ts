/** Backoff of a queue. */
export interface Backoff {
  /** Seconds before the second, third, … attempt; the last one for all after it. */
  readonly seconds: readonly number[];
  /** How far a delay may differ either way, so that what failed together is not tried together. */
  readonly jitter: number;
}

/**
 * Seconds to wait before the next attempt.
 * @param attempts that failed, from 1
 * @param random from 0 to 1
 */
export function delayAfter(attempts: number, backoff: Backoff, random = Math.random()): number {
  const { seconds, jitter } = backoff;
  const base = seconds[Math.min(attempts, seconds.length) - 1] ?? 0;
  return base * (1 + jitter * (2 * random - 1));
}
