import { expect, it } from '@jest/globals';
import { delayAfter } from './backoff.js';

const BACKOFF = { seconds: [1, 5, 60], jitter: 0.2 };

it('waits longer after each attempt, and as long as the last time when there is no more to say', () => {
  const delays = [1, 2, 3, 4, 50].map((attempts) => delayAfter(attempts, BACKOFF, 0.5));
  expect(delays).toEqual([1, 5, 60, 60, 60]);
});

it('differs by up to a fifth either way', () => {
  expect(delayAfter(3, BACKOFF, 0)).toBe(48);
  expect(delayAfter(3, BACKOFF, 1)).toBe(72);
});
