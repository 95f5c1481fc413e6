import { type Handover, isOut } from './asset-handover.js';
import { momentOf, noonOf } from './calendar.js';
import type { RentedAsset } from './contract-assets.js';
import type { ContractTerms } from './contract-terms.js';
import { type Cents, rentalOf, scaleRate, toAmounts, toNumber, toText } from './money.js';
import type { Random } from './random.js';
import type { AgreedRate } from './rates.js';

const WHOLE_DOLLARS = 100;
const ALL = 10_000;
const PRICE_IN_MONTHS = 26;
const UNLISTED_PRICE = 8_450_000;

/** What an asset costs for some days on this contract. */
export function assetRental(terms: ContractTerms, asset: RentedAsset, days: number): Cents {
  if (asset.agreed === undefined) return 0;
  const full = rentalOf(asset.agreed.rate, days) * asset.quantity;
  return Math.round((full * (ALL - terms.discount)) / ALL);
}

/** What an asset costs for as long as it is planned to be out. */
export function contractRental(terms: ContractTerms, asset: RentedAsset): Cents {
  const endDay = asset.returnedDay ?? terms.endDay;
  return assetRental(terms, asset, endDay - asset.startDay + 1);
}

/** An asset as a contract prints it. */
export function contractAssetLine(
  random: Random,
  today: number,
  terms: ContractTerms,
  asset: RentedAsset,
) {
  const { group, agreed } = asset;
  return {
    rentedAssetId: asset.rentedAssetId,
    status: random.sometimes(0.8, () => statusOf(today, terms, asset)),
    startingOdometer: random.sometimes(0.3, () => (random.int(10, 60_000) / 10).toFixed(1)),
    attachedTo: asset.attachedTo,
    ...handoverDates(random, terms, asset),
    itemType: random.sometimes(0.7, () => (group.workTool ? 'attachment' : 'prime')),
    rentalTotal: toNumber(contractRental(terms, asset)),
    quantity: asset.quantity,
    assetId: random.sometimes(0.95, () => group.groupId),
    assetName: random.sometimes(0.95, () => group.title),
    longDescription: random.sometimes(0.8, () => group.longDescription),
    shortDescription: group.model,
    model: random.sometimes(0.8, () => group.model),
    assetPurchasePrice: purchasePrice(random, terms, asset),
    rentalRate: agreed && random.sometimes(0.92, () => contractRate(random, agreed)),
    equipmentAssetId: asset.equipmentAssetId,
    manufacturer: group.maker,
    serialNumber: asset.serialNumber,
  };
}

function statusOf(today: number, terms: ContractTerms, asset: Handover): string {
  if (terms.phase === 'reserved') return 'RESERVED';
  if (!isOut(asset, today)) return 'RETURNED';
  return asset.callOff === undefined ? 'RENT' : 'OFF RENT';
}

function handoverDates(random: Random, terms: ContractTerms, asset: Handover) {
  const { startDay, callOff, returnedDay } = asset;
  const isPlain = startDay === terms.startDay && random.chance(0.5);
  const minutes = random.int(720, 1320);
  return {
    callOffConfirmationNumber: callOff?.confirmation,
    assetStartDate: isPlain ? undefined : noonOf(startDay),
    assetCallOffDate: callOff && noonOf(callOff.day),
    assetReturnedDate: returnedDay === undefined ? undefined : momentOf(returnedDay, minutes),
  };
}

function purchasePrice(random: Random, terms: ContractTerms, asset: RentedAsset) {
  if (terms.type === 'Rental' || asset.attachedTo !== undefined) return undefined;
  // The option to buy is what makes an RPO; for the other types it is an extra.
  if (terms.type !== 'RPO' && !random.chance(0.3)) return undefined;
  const monthly = asset.agreed?.rate.monthly;
  return toText(monthly === undefined ? UNLISTED_PRICE : monthly * PRICE_IN_MONTHS);
}

/** The interface has whole numbers here, unlike in the catalog and on invoices. */
function contractRate(random: Random, { rate, currency }: AgreedRate) {
  const { daily, weekly, monthly } = toAmounts(scaleRate(rate, 1, WHOLE_DOLLARS), currency);
  return random.chance(0.1) ? { monthly } : { daily, monthly, weekly };
}
