import { type Phase, isActive, pickPhase, pickSpan } from './contract-phases.js';
import type { City } from './data/cities.js';
import type { Frequency } from './frequencies.js';
import { cityOf, isClosed, ownerOf } from './jobsites.js';
import type { Currency } from './money.js';
import { Random } from './random.js';
import type { World } from './world.js';

/** What a contract and its invoices agree on. */
export interface ContractTerms {
  index: number;
  contractId: string;
  phase: Phase;
  type: ContractType;
  jobsite: number;
  customer: number;
  city: City;
  startDay: number;
  endDay: number;
  frequency: Frequency;
  currency: Currency;
  /** Off the rental, in hundredths of a percent. */
  discount: number;
}

/** The four types of contract. */
export type ContractType = 'Rental' | 'Lease' | 'RTO' | 'RPO';

type Weights<T> = readonly (readonly [T, number])[];

const TYPES: Weights<ContractType> = [
  ['Rental', 82],
  ['Lease', 6],
  ['RTO', 5],
  ['RPO', 7],
];
const SHORT_FREQUENCIES: Weights<Frequency> = [
  ['FourWeek', 46],
  ['Month', 13],
  ['Week', 12],
  ['BiWeekly', 9],
  ['ThirtyDays', 8],
  ['Day', 5],
  ['Quarter', 4],
  ['SemiAnnual', 2],
  ['Year', 1],
];
const LONG_FREQUENCIES: Weights<Frequency> = [
  ['Month', 50],
  ['Quarter', 25],
  ['SemiAnnual', 15],
  ['Year', 10],
];
const DISCOUNTS = [0, 0, 0, 0, 250, 375, 500, 725, 1000, 1250];

/** The terms of the contract with this index. */
export function contractTerms(world: World, index: number): ContractTerms {
  const random = new Random(world.seed, 'contractTerms', index);
  const phase = pickPhase(random, index);
  const type = random.weighted(TYPES);
  const jobsite = pickJobsite(random, world, isActive(phase));
  const city = cityOf(world, jobsite);
  const [startDay, endDay] = pickSpan(random, phase, world.today);
  return {
    index,
    contractId: `A${200_001 + index}`,
    phase,
    type,
    jobsite,
    customer: ownerOf(world, jobsite),
    city,
    startDay,
    endDay,
    frequency: random.weighted(type === 'Rental' ? SHORT_FREQUENCIES : LONG_FREQUENCIES),
    currency: city.country === 'CAN' && random.chance(0.9) ? 'CAD' : 'USD',
    discount: random.pick(DISCOUNTS),
  };
}

/**
 * Any jobsite, and so any customer: the more jobsites a customer has, the more contracts. Closed
 * jobsites are never neighbours, so the one before a closed one is open.
 */
function pickJobsite(random: Random, world: World, mustBeOpen: boolean): number {
  const jobsite = random.int(0, world.jobsites - 1);
  return mustBeOpen && isClosed(world, jobsite) ? jobsite - 1 : jobsite;
}
