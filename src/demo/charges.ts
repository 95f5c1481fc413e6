import type { City } from './data/cities.js';
import { TAXES } from './data/taxes.js';
import { type Cents, toNumber } from './money.js';
import type { Random } from './random.js';

/** A fee or a tax. */
export interface Charge {
  name: string;
  cents: Cents;
}

type Fee = (random: Random, rental: Cents) => Charge;

const FEES: readonly Fee[] = [
  (_, rental) => ({ name: 'Environmental Disposal', cents: Math.round(rental * 0.018) }),
  (_, rental) => ({ name: 'Rental Protection Plan', cents: Math.round(rental * 0.14) }),
  (random) => ({ name: 'Delivery', cents: random.int(15, 80) * 500 }),
  (random) => ({ name: 'Pickup', cents: random.int(15, 80) * 500 }),
  (random) => ({ name: 'Fuel Surcharge', cents: random.int(900, 18_000) }),
  (random) => ({ name: 'Frais de dossier / Document Fee', cents: random.pick([1000, 2500]) }),
];
const MOST_FEES = 3;
const TAX_EXEMPT = 0.1;
const WHOLE = 100_000;

/** None to three different fees on a rental. */
export function feesOf(random: Random, rental: Cents): Charge[] {
  const count = random.int(0, MOST_FEES);
  const first = random.int(0, FEES.length - 1);
  const fees: Charge[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const fee = FEES[(first + turn) % FEES.length];
    if (fee !== undefined) fees.push(fee(random, rental));
  }
  return fees;
}

/** The taxes where the machine works, unless the customer is exempt. */
export function taxesOf(random: Random, city: City, taxed: Cents): Charge[] {
  if (random.chance(TAX_EXEMPT)) return [];
  const taxes = TAXES[city.state] ?? [];
  return taxes.map(([name, rate]) => ({ name, cents: Math.round((taxed * rate) / WHOLE) }));
}

/** The sum of some charges. */
export function sumOf(charges: readonly Charge[]): Cents {
  return charges.reduce((sum, charge) => sum + charge.cents, 0);
}

/** Charges as the interface prints them. */
export function chargeLines(charges: readonly Charge[]) {
  return charges.map(({ name, cents }) => ({ name, total: toNumber(cents) }));
}
