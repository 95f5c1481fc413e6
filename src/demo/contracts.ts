import { momentOf, noonOf } from './calendar.js';
import { chargeLines, feesOf, sumOf, taxesOf } from './charges.js';
import { billedThrough } from './billing.js';
import { contractAssetLine, contractRental } from './contract-asset-line.js';
import { type RentedAsset, contractAssets } from './contract-assets.js';
import { type ContractTerms, contractTerms } from './contract-terms.js';
import { customerIdOf } from './customers.js';
import { SALES_REPS } from './data/people.js';
import { jobsiteIdOf } from './jobsites.js';
import { toNumber } from './money.js';
import { personOf, phoneOf } from './people.js';
import { Random } from './random.js';
import type { World } from './world.js';

const PAYMENT_TYPES = ['Check', 'Charge account', 'ACH', 'Credit card'];
const DIVISIONS = ['HEAVY', 'POWER', 'AERIAL'];
const BILL_CONTROLS = [0, 7, 15, 28];

/** The lines of the contracts; `onContract` is shown each contract's terms and assets. */
export function* contractLines(
  world: World,
  onContract: (terms: ContractTerms, assets: readonly RentedAsset[]) => void,
) {
  for (let index = 0; index < world.contracts; index += 1) {
    const terms = contractTerms(world, index);
    const assets = contractAssets(world, terms);
    onContract(terms, assets);
    yield contractLine(world, terms, assets);
  }
}

function contractLine(world: World, terms: ContractTerms, assets: readonly RentedAsset[]) {
  const random = new Random(world.seed, 'contractText', terms.index);
  const rental = assets.reduce((sum, asset) => sum + contractRental(terms, asset), 0);
  const fees = feesOf(random, rental);
  const taxes = taxesOf(random, terms.city, rental + sumOf(fees));
  const total = rental + sumOf(fees) + sumOf(taxes);
  return {
    contractId: terms.contractId,
    isReservation: terms.phase === 'reserved' ? true : random.sometimes(0.3, () => false),
    ...peopleOf(random, terms),
    properties: random.sometimes(0.6, () => ({
      total: toNumber(total),
      signedBy: random.sometimes(0.6, () => personOf(random)),
    })),
    ...placeOf(world, random, terms),
    ...periodOf(world, random, terms),
    pdfUrl: random.sometimes(0.04, () => `https://docs.example.com/c/${terms.contractId}.pdf`),
    assetDetails: assets.map((asset) => contractAssetLine(random, world.today, terms, asset)),
    feeDetails: chargeLines(fees),
    taxDetails: chargeLines(taxes),
  };
}

function peopleOf(random: Random, terms: ContractTerms) {
  return {
    poNumber: random.sometimes(0.7, () => `PO-${random.digits(5)}`),
    paymentType: random.sometimes(0.6, () => random.pick(PAYMENT_TYPES)),
    pickupPerson: random.sometimes(0.3, () => personOf(random)),
    pickupPhone: random.sometimes(0.3, () => phoneOf(random, terms.city)),
    salesRep: random.sometimes(0.8, () => random.pick(SALES_REPS)),
  };
}

function placeOf(world: World, random: Random, terms: ContractTerms) {
  return {
    jobsiteId: jobsiteIdOf(terms.jobsite),
    divisionId: random.sometimes(0.12, () => random.pick(DIVISIONS)),
    locationId: terms.city.location,
    customerId: customerIdOf(world, terms.customer),
    contractType: isDefault(random, terms.type, 'Rental') ? undefined : terms.type,
  };
}

function periodOf(world: World, random: Random, terms: ContractTerms) {
  const { startDay, endDay, frequency, currency } = terms;
  const billedDay = billedThrough(terms, world.today);
  return {
    contractStartDate: random.chance(0.2)
      ? momentOf(startDay, random.int(720, 1320))
      : noonOf(startDay),
    contractEndDate: noonOf(endDay),
    invoicedThruDate: billedDay === undefined ? undefined : noonOf(billedDay),
    invoiceFrequency: isDefault(random, frequency, 'FourWeek') ? undefined : frequency,
    billControl: random.sometimes(0.4, () => random.pick(BILL_CONTROLS)),
    currency: isDefault(random, currency, 'USD') ? undefined : currency,
  };
}

/** True when a value may be left out, as systems do with a default: mostly, but not always. */
function isDefault<T>(random: Random, value: T, standard: T): boolean {
  return value === standard && random.chance(0.6);
}
