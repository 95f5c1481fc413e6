import { describe, expect, it } from '@jest/globals';
import { givenTime, timeColumn } from './log-times.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const ZONE = 'America/Chicago';

it.each([
  ['90m', '2026-11-20T10:30:00.000Z'],
  ['24h', '2026-11-19T12:00:00.000Z'],
  ['7d', '2026-11-13T12:00:00.000Z'],
  ['2w', '2026-11-06T12:00:00.000Z'],
  ['2026-11-20', '2026-11-20T06:00:00.000Z'],
  ['2026-07-01', '2026-07-01T05:00:00.000Z'],
  ['2026-11-20T08:00', '2026-11-20T14:00:00.000Z'],
  ['2026-11-20 08:00:30', '2026-11-20T14:00:30.000Z'],
  ['2026-11-20T08:00Z', '2026-11-20T08:00:00.000Z'],
  ['2026-11-20T08:00+02:00', '2026-11-20T06:00:00.000Z'],
])('%s is %s for a dealer in Chicago', (text, time) => {
  expect(givenTime(text, '--since', NOW)(ZONE).toISOString()).toBe(time);
});

it.each(['', 'yesterday', '7', '7y', '-7d', '2026-13-01', '2026-02-30', '20261120', 'NaN', '1e3d'])(
  '%j is no time',
  (text) => {
    expect(() => givenTime(text, '--since')).toThrow(
      '--since must be a time such as 24h, 7d, 2026-11-20 or 2026-11-20T08:00',
    );
  },
);

describe('a column of times', () => {
  const column = (...times: string[]) => {
    const dates = times.map((time) => new Date(time));
    const given = timeColumn('Started', dates, ZONE);
    return [given.head, ...dates.map((date) => given.text(date))];
  };

  it('has the offset in its head', () => {
    expect(column('2026-11-20T06:00:00.900Z', '2026-11-21T18:30:00Z')).toEqual([
      'Started (-06:00)',
      '2026-11-20 00:00:00',
      '2026-11-21 12:30:00',
    ]);
  });

  it('has it with each of them when the clocks were changed between them', () => {
    expect(column('2026-11-01T06:30:00Z', '2026-11-01T07:30:00Z')).toEqual([
      'Started',
      '2026-11-01 01:30:00-05:00',
      '2026-11-01 01:30:00-06:00',
    ]);
  });
});
