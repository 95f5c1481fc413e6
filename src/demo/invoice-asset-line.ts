import type { BilledDays } from './billing.js';
import { assetRental } from './contract-asset-line.js';
import type { RentedAsset } from './contract-assets.js';
import type { ContractTerms } from './contract-terms.js';
import { type Cents, toAmounts, toNumber } from './money.js';
import type { Random } from './random.js';

/** What an asset costs for the part of the period that it was out. */
export function periodRental(terms: ContractTerms, asset: RentedAsset, days: BilledDays): Cents {
  const first = Math.max(days.startDay, asset.startDay);
  const last = Math.min(days.endDay, asset.returnedDay ?? days.endDay);
  return assetRental(terms, asset, last - first + 1);
}

/** An asset as an invoice prints it. */
export function invoiceAssetLine(random: Random, asset: RentedAsset, rental: Cents) {
  const { group, agreed } = asset;
  return {
    rentedAssetId: asset.rentedAssetId,
    rentalTotal: toNumber(rental),
    quantity: asset.quantity,
    assetName: random.sometimes(0.95, () => group.title),
    categoryId: random.sometimes(0.9, () => group.categoryId),
    longDescription: random.sometimes(0.9, () => group.longDescription),
    shortDescription: group.model,
    model: group.model,
    equipmentAssetId: asset.equipmentAssetId,
    manufacturer: group.maker,
    serialNumber: asset.serialNumber,
    rentalRate: agreed && {
      rateType: random.sometimes(0.9, () => agreed.rateType),
      ...toAmounts(agreed.rate, agreed.currency),
      rentalRateId: agreed.rentalRateId,
    },
  };
}
