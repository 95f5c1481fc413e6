import { expect, it } from '@jest/globals';
import { ExpiryLog } from './expiry-log.js';
import { expiryOf } from './expiry.js';

const DAY = 24 * 60 * 60_000;
const HOUR = DAY / 24;
const notAfter = new Date('2026-12-31T12:00:00Z');
const certificate = { notBefore: new Date('2026-10-01T12:00:00Z'), notAfter, fingerprint: 'AB' };
const before = (milliseconds: number) => notAfter.getTime() - milliseconds;

it.each([
  [31 * DAY, 31, 'fine'],
  [30 * DAY + 1, 30, 'fine'],
  [30 * DAY, 30, 'soon'],
  [7 * DAY + 1, 7, 'soon'],
  [7 * DAY, 7, 'urgent'],
  [0, 0, 'urgent'],
  [-1, -1, 'expired'],
  [92 * DAY, 92, 'not-yet-valid'],
])('%d ms before the end there are %d days left: %s', (left, daysLeft, state) => {
  expect(expiryOf(certificate, before(left))).toEqual({ daysLeft, state });
});

/** Looks every hour. @returns what was logged, with the day it was logged on */
function logged(fromDay: number, toDay: number): string[] {
  const lines: string[] = [];
  let now = 0;
  const write = (level: string) => (details: { daysLeft: number }) =>
    lines.push(`${level} ${details.daysLeft}`);
  const log = new ExpiryLog({ warn: write('warn'), error: write('error') });
  for (now = before(fromDay * DAY - 1); now < before(toDay * DAY); now += HOUR)
    log.look(certificate, now);
  return lines;
}

it('warns once a day from 30 days before the certificate expires', () => {
  expect(logged(33, 27)).toEqual(['warn 29', 'warn 28', 'warn 27']);
});

it('is an error, once a day, from 7 days before and after', () => {
  expect(logged(9, 5)).toEqual(['warn 8', 'warn 7', 'error 6', 'error 5']);
  expect(logged(1, -2)).toEqual(['error 0', 'error -1', 'error -2']);
});

it('tells at once of another certificate that expires', () => {
  const told: string[] = [];
  const log = new ExpiryLog({ warn: () => told.push('warn'), error: () => told.push('error') });
  log.look(certificate, before(10 * DAY));
  log.look(certificate, before(10 * DAY));
  log.look({ ...certificate, fingerprint: 'CD' }, before(10 * DAY));
  expect(told).toEqual(['warn', 'warn']);
});
