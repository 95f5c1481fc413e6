import { expect, it } from '@jest/globals';
import { retryDelay } from './retry-schedule.js';

const MINUTE = 60_000;

it('the wait grows with each failure, to half an hour in the end', () => {
  const delays = [1, 2, 3, 4, 5, 6, 100].map((failures) => retryDelay(failures, 0, 0.5));
  expect(delays).toEqual([
    5_000,
    30_000,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    30 * MINUTE,
    30 * MINUTE,
  ]);
});

it('what failed together is not tried together', () => {
  expect([0, 0.5, 1].map((random) => retryDelay(1, 0, random))).toEqual([4_000, 5_000, 6_000]);
});

it('an endpoint may ask for more time, up to a day, but not for less', () => {
  expect(retryDelay(1, MINUTE, 0.5)).toBe(MINUTE);
  expect(retryDelay(1, 1_000, 0.5)).toBe(5_000);
  expect(retryDelay(1, 48 * 60 * MINUTE, 0.5)).toBe(24 * 60 * MINUTE);
});
