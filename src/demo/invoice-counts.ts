import { billedPeriods } from './billing.js';
import { hasBegun } from './contract-phases.js';
import { contractTerms } from './contract-terms.js';
import type { World } from './world.js';

/** Beyond this a contract gets no larger share, or daily invoicing would crowd out the rest. */
const MOST_PERIODS = 40;
/** Lets a contract that is too young for a first period have an invoice now and then. */
const LEAST_SHARE = 0.25;

/** How many of the invoices each contract gets: in proportion to the periods it was invoiced for. */
export function invoiceCounts(world: World): Uint32Array {
  const shares = new Float64Array(world.contracts);
  let sum = 0;
  for (let index = 0; index < world.contracts; index += 1) {
    sum += shareOf(world, index);
    shares[index] = sum;
  }
  const counts = new Uint32Array(world.contracts);
  let given = 0;
  for (let index = 0; index < world.contracts; index += 1) {
    const upTo = Math.round((world.invoices * (shares[index] ?? 0)) / sum);
    counts[index] = upTo - given;
    given = upTo;
  }
  return counts;
}

function shareOf(world: World, index: number): number {
  const terms = contractTerms(world, index);
  if (!hasBegun(terms.phase)) return 0;
  const { from, to } = billedPeriods(terms, world.today);
  return Math.min(to - from, MOST_PERIODS) + LEAST_SHARE;
}
