import { describe, expect, it } from '@jest/globals';
import { dayOf, noonOf } from './calendar.js';
import { type Frequency, periodStart, periodsBefore } from './frequencies.js';

const start = dayOf(new Date('2024-01-31T00:00:00Z'));

describe('the periods of a contract', () => {
  it.each<[Frequency, string]>([
    ['Day', '2024-02-01'],
    ['Week', '2024-02-07'],
    ['BiWeekly', '2024-02-14'],
    ['FourWeek', '2024-02-28'],
    ['ThirtyDays', '2024-03-01'],
    ['Month', '2024-02-29'],
    ['Quarter', '2024-04-30'],
    ['SemiAnnual', '2024-07-31'],
    ['Year', '2025-01-31'],
  ])('of a %s end on time, also at the end of a month', (frequency, next) => {
    expect(noonOf(periodStart(start, frequency, 1))).toBe(`${next}T12:00:00Z`);
  });

  it.each<Frequency>(['Day', 'Week', 'FourWeek', 'Month', 'Quarter', 'Year'])(
    'of a %s are counted when they have ended',
    (frequency) => {
      const end = periodStart(start, frequency, 5);
      expect(periodsBefore(start, frequency, end - 1)).toBe(4);
      expect(periodsBefore(start, frequency, end)).toBe(5);
      expect(periodsBefore(start, frequency, start - 9)).toBe(0);
    },
  );
});
