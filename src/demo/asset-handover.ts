import type { ContractTerms } from './contract-terms.js';
import type { Random } from './random.js';

/** When an asset went out, was called off and came back. */
export interface Handover {
  startDay: number;
  returnedDay?: number;
  callOff?: { day: number; confirmation: string };
}

/** The days of one asset; slot 0 is the asset that the contract's state is seen by. */
export function handoverOf(
  random: Random,
  today: number,
  terms: ContractTerms,
  slot: number,
): Handover {
  const startDay = slot === 0 ? terms.startDay : laterStart(random, today, terms);
  switch (terms.phase) {
    case 'finished':
      return finished(random, terms, startDay, slot);
    case 'partly-returned':
      return slot === 1 || (slot > 1 && random.chance(0.4))
        ? { startDay, returnedDay: random.int(startDay, today - 1) }
        : { startDay };
    case 'called-off':
      return slot === 0 || random.chance(0.4) ? calledOff(random, today, startDay) : { startDay };
    default:
      return { startDay };
  }
}

/** True when the asset is out, or booked to go out, on this day. */
export function isOut(asset: Handover, day: number): boolean {
  return asset.returnedDay === undefined || asset.returnedDay > day;
}

function laterStart(random: Random, today: number, terms: ContractTerms): number {
  if (random.chance(0.7)) return terms.startDay;
  const latest = terms.startDay < today ? Math.min(terms.endDay, today - 1) : terms.endDay;
  return random.int(terms.startDay, latest);
}

function finished(random: Random, terms: ContractTerms, startDay: number, slot: number): Handover {
  const returnedDay =
    slot === 0 || random.chance(0.6) ? terms.endDay : random.int(startDay, terms.endDay);
  return { startDay, returnedDay };
}

function calledOff(random: Random, today: number, startDay: number): Handover {
  const day = random.int(Math.max(startDay, today - 6), today + 14);
  const callOff = { day, confirmation: `CO-${random.digits(6)}` };
  // Some systems already write down when the truck is due.
  const returnedDay = random.sometimes(0.2, () => Math.max(day, today) + random.int(1, 5));
  return { startDay, callOff, returnedDay };
}
