import { expect, it } from '@jest/globals';
import { clockDriftMs } from './clock-drift.js';

const NOW = Date.parse('2021-04-05T10:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000);
const answer = (date?: string) => ({ date, time: NOW });

it('is what CRS’s time for the message is ahead of ours', () => {
  expect(clockDriftMs({ attemptCount: 1 }, at(301), answer())).toBe(301_000);
  expect(clockDriftMs({ attemptCount: 1 }, at(-7), answer('Mon, 05 Apr 2021 10:09:00 GMT'))).toBe(
    -7000,
  );
});

it('is taken from the Date header when the message was sent before, or no time is told', () => {
  const date = 'Mon, 05 Apr 2021 10:09:00 GMT';
  expect(clockDriftMs({ attemptCount: 2 }, at(-3600), answer(date))).toBe(540_000);
  expect(clockDriftMs({ attemptCount: 1 }, undefined, answer(date))).toBe(540_000);
});

it.each([undefined, '', 'yesterday'])('is not known when the Date is %p', (date) => {
  expect(clockDriftMs({ attemptCount: 2 }, at(5), answer(date))).toBeUndefined();
});

it('is not known when it would be years', () => {
  expect(
    clockDriftMs({ attemptCount: 1 }, new Date('0001-01-01T00:00:00Z'), answer()),
  ).toBeUndefined();
});
