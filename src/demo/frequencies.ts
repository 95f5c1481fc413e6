import { addMonths } from './calendar.js';

type Step = { days: number } | { months: number };

const STEPS = {
  Day: { days: 1 },
  Week: { days: 7 },
  BiWeekly: { days: 14 },
  FourWeek: { days: 28 },
  ThirtyDays: { days: 30 },
  Month: { months: 1 },
  Quarter: { months: 3 },
  SemiAnnual: { months: 6 },
  Year: { months: 12 },
} as const satisfies Record<string, Step>;

/** How often a contract is invoiced. */
export type Frequency = keyof typeof STEPS;

const LONGEST_MONTH = 31;

/** The first day of the period with this number, counted from 0 at the start day. */
export function periodStart(startDay: number, frequency: Frequency, number: number): number {
  const step: Step = STEPS[frequency];
  if ('days' in step) return startDay + number * step.days;
  return addMonths(startDay, number * step.months);
}

/** How many periods have ended when this day begins. */
export function periodsBefore(startDay: number, frequency: Frequency, day: number): number {
  if (day <= startDay) return 0;
  const step: Step = STEPS[frequency];
  const longest = 'days' in step ? step.days : step.months * LONGEST_MONTH;
  let count = Math.floor((day - startDay) / longest);
  while (periodStart(startDay, frequency, count + 1) <= day) count += 1;
  return count;
}
