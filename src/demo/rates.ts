import { type CatalogGroup, GROUPS } from './catalog.js';
import { customerIdOf } from './customers.js';
import { DEMO_DEALER } from './demo-dealer.js';
import { type Currency, type RateCents, scaleRate, toAmounts } from './money.js';
import { Random } from './random.js';
import type { World } from './world.js';

/** The price of a group for one customer, and where it comes from. */
export interface AgreedRate {
  rateType: 'book' | 'customer';
  rentalRateId?: string;
  rate: RateCents;
  currency: Currency;
}

const WITH_RATES = 1 / 3;
const DOLLARS_TO_CANADIAN = 1.36;

/** The lines of the customers' own rates, in the dealer's currency. */
export function* rateLines(world: World) {
  for (let customer = 0; customer < world.customers; customer += 1) {
    const terms = rateTermsOf(world, customer);
    if (terms === undefined) continue;
    const customerId = customerIdOf(world, customer);
    for (const group of GROUPS) {
      const own = ownRateOf(world, customer, terms, group);
      if (own === undefined) continue;
      const { rentalRateId, rate } = own;
      const amounts = toAmounts(rate, DEMO_DEALER.currency);
      yield { customerId, groupId: group.groupId, rentalRateId, ...amounts };
    }
  }
}

/** What a customer pays for a group: its own rate, else the book rate, else no rate is agreed. */
export function agreedRateOf(
  world: World,
  customer: number,
  group: CatalogGroup,
  currency: Currency,
): AgreedRate | undefined {
  const terms = rateTermsOf(world, customer);
  const own = terms && ownRateOf(world, customer, terms, group);
  const agreed = own ?? bookRateOf(group);
  if (agreed === undefined || currency === DEMO_DEALER.currency) return agreed;
  return { ...agreed, currency, rate: scaleRate(agreed.rate, DOLLARS_TO_CANADIAN) };
}

interface RateTerms {
  share: number;
  factor: number;
}

function rateTermsOf(world: World, customer: number): RateTerms | undefined {
  const random = new Random(world.seed, 'customerRates', customer);
  if (!random.chance(WITH_RATES)) return undefined;
  return { share: 0.1 + random.fraction() * 0.4, factor: 0.75 + random.int(0, 40) / 200 };
}

function ownRateOf(
  world: World,
  customer: number,
  terms: RateTerms,
  group: CatalogGroup,
): AgreedRate | undefined {
  if (group.bookRate === undefined) return undefined;
  const random = new Random(world.seed, 'customerRate', customer, group.index);
  if (!random.chance(terms.share)) return undefined;
  const rentalRateId = random.sometimes(0.8, () => `C${customer}-${group.index + 1}`);
  const rate = scaleRate(group.bookRate, terms.factor, random.chance(0.5) ? 100 : 1);
  return { rateType: 'customer', rentalRateId, rate, currency: DEMO_DEALER.currency };
}

function bookRateOf(group: CatalogGroup): AgreedRate | undefined {
  const { bookRate: rate, rentalRateId } = group;
  return rate && { rateType: 'book', rentalRateId, rate, currency: DEMO_DEALER.currency };
}
