import { type BilledDays, billedDays, billedPeriods, extraDays } from './billing.js';
import { noonOf } from './calendar.js';
import { chargeLines, feesOf, sumOf, taxesOf } from './charges.js';
import { type RentedAsset, contractAssets } from './contract-assets.js';
import { type ContractTerms, contractTerms } from './contract-terms.js';
import { customerIdOf } from './customers.js';
import { invoiceAssetLine, periodRental } from './invoice-asset-line.js';
import { invoiceCounts } from './invoice-counts.js';
import { jobsiteIdOf } from './jobsites.js';
import { type Cents, toNumber } from './money.js';
import { Random } from './random.js';
import type { World } from './world.js';

const EXTRA_TYPES = ['Service', 'Fuel', 'Transport', 'Overtime', 'Damage'];

/** An invoice's number and days; `type` is that of a rental or of something besides. */
interface Invoice {
  invoiceId: string;
  type: string;
  days: BilledDays;
}

/** The lines of the invoices, contract by contract. */
export function* invoiceLines(world: World) {
  const counts = invoiceCounts(world);
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue;
    const terms = contractTerms(world, index);
    const assets = contractAssets(world, terms);
    for (let turn = 0; turn < count; turn += 1) yield invoiceLine(world, terms, assets, turn);
  }
}

/**
 * Turn 0 is the contract's latest period, turn 1 the one before, and so on; when the periods are
 * used up, the rest is for other things. So an invoice does not depend on how many there are.
 */
function invoiceOf(world: World, random: Random, terms: ContractTerms, turn: number): Invoice {
  const { from, to } = billedPeriods(terms, world.today);
  const number = to - 1 - turn;
  const prefix = terms.contractId.replace('A', 'I');
  if (number >= from) {
    const invoiceId = `${prefix}-${String(number + 1).padStart(3, '0')}`;
    return { invoiceId, type: 'Rental', days: billedDays(terms, number) };
  }
  const invoiceDay = random.int(...extraDays(terms, world.today));
  const invoiceId = `${prefix}-S${String(turn - (to - from) + 1).padStart(3, '0')}`;
  const days = { startDay: invoiceDay, endDay: invoiceDay, invoiceDay };
  return { invoiceId, type: random.pick(EXTRA_TYPES), days };
}

function invoiceLine(
  world: World,
  terms: ContractTerms,
  assets: readonly RentedAsset[],
  turn: number,
) {
  const random = new Random(world.seed, 'invoice', terms.index, turn);
  const { invoiceId, type, days } = invoiceOf(world, random, terms, turn);
  const billed = assets.filter((asset) => wasOut(asset, days));
  const rentals = billed.map((asset) =>
    type === 'Rental' ? periodRental(terms, asset, days) : extraOf(random),
  );
  const rental = rentals.reduce((sum, cents) => sum + cents, 0);
  const fees = feesOf(random, rental);
  const taxes = taxesOf(random, terms.city, rental + sumOf(fees));
  return {
    invoiceId,
    customerId: customerIdOf(world, terms.customer),
    invoiceType: random.sometimes(0.9, () => type),
    poNumber: random.sometimes(0.7, () => `PO-${random.digits(5)}`),
    total: toNumber(rental + sumOf(fees) + sumOf(taxes)),
    currency: terms.currency === 'USD' && random.chance(0.6) ? undefined : terms.currency,
    ...datesOf(days),
    jobsiteId: jobsiteIdOf(terms.jobsite),
    contractId: terms.contractId,
    pdfUrl: random.sometimes(0.04, () => `https://docs.example.com/i/${invoiceId}.pdf`),
    assetDetails: billed.map((asset, place) =>
      invoiceAssetLine(random, asset, rentals[place] ?? 0),
    ),
    feeDetails: chargeLines(fees),
    taxDetails: chargeLines(taxes),
  };
}

function datesOf({ startDay, endDay, invoiceDay }: BilledDays) {
  return {
    invoiceDate: noonOf(invoiceDay),
    billedDateStart: noonOf(startDay),
    billedDateEnd: noonOf(endDay),
  };
}

function wasOut(asset: RentedAsset, { startDay, endDay }: BilledDays): boolean {
  const isBack = asset.returnedDay !== undefined && asset.returnedDay < startDay;
  return asset.startDay <= endDay && !isBack;
}

function extraOf(random: Random): Cents {
  return random.chance(0.2) ? random.int(1, 20) * 2_500 : random.int(450, 60_000);
}
