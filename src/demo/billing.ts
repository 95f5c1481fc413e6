import { hasBegun } from './contract-phases.js';
import type { ContractTerms } from './contract-terms.js';
import { periodStart, periodsBefore } from './frequencies.js';

/** The days that an invoice is for, and its own day. */
export interface BilledDays {
  startDay: number;
  endDay: number;
  invoiceDay: number;
}

/** The numbers of the periods that were invoiced in the last two years: `from` up to below `to`. */
export interface BilledPeriods {
  from: number;
  to: number;
}

const TWO_YEARS = 729;

/** Which periods of a contract were invoiced before today. */
export function billedPeriods(terms: ContractTerms, today: number): BilledPeriods {
  if (!hasBegun(terms.phase)) return { from: 0, to: 0 };
  const to = periodsDone(terms, today);
  const from = periodsBefore(terms.startDay, terms.frequency, today - TWO_YEARS);
  return { from: Math.min(from, to), to };
}

/** The days of one period, invoiced on the day after. */
export function billedDays(terms: ContractTerms, number: number): BilledDays {
  const startDay = periodStart(terms.startDay, terms.frequency, number);
  const next = periodStart(terms.startDay, terms.frequency, number + 1);
  const invoiceDay = Math.min(next, stopOf(terms));
  return { startDay, endDay: invoiceDay - 1, invoiceDay };
}

/** The last day that a periodic invoice was made for. */
export function billedThrough(terms: ContractTerms, today: number): number | undefined {
  const { to } = billedPeriods(terms, today);
  return to === 0 ? undefined : billedDays(terms, to - 1).endDay;
}

/** The days on which something besides the rental may have been invoiced. */
export function extraDays(terms: ContractTerms, today: number): readonly [number, number] {
  const first = Math.max(terms.startDay, today - TWO_YEARS);
  return [first, Math.min(stopOf(terms) - 1, today - 1)];
}

function periodsDone(terms: ContractTerms, today: number): number {
  const { startDay, frequency, phase, endDay } = terms;
  // A finished contract has been invoiced to its end, with a shorter last period.
  if (phase === 'finished') return periodsBefore(startDay, frequency, endDay) + 1;
  return periodsBefore(startDay, frequency, today - 1);
}

function stopOf(terms: ContractTerms): number {
  return terms.phase === 'finished' ? terms.endDay + 1 : Number.POSITIVE_INFINITY;
}
