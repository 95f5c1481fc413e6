import type { NormalizedObject } from '../interface/normalize.js';
import {
  booleanText,
  documentWithout,
  textOf,
  type LoadableResource,
} from '../mirror/loadable-resource.js';
import { CONTRACT_FIELDS } from './contract.fields.js';

/** How contracts are loaded. */
export const CONTRACTS: LoadableResource = {
  name: 'contracts',
  key: ['contractId'],
  fields: CONTRACT_FIELDS,
  toMirror(contract) {
    const { active } = contract;
    return {
      values: [
        textOf(contract, 'customerId'),
        textOf(contract, 'contractId'),
        textOf(contract, 'jobsiteId'),
        typeof active === 'boolean' ? booleanText(active) : null,
        booleanText(contract['isReservation'] === true),
        assetReturns(contract),
        (contract['pdfUrl'] as string | undefined) ?? null,
      ],
      document: documentWithout(contract, 'active'),
    };
  },
};

/** When each asset came back or is due back; 'infinity' while nobody knows. */
function assetReturns(contract: NormalizedObject): string {
  const assets = contract['assetDetails'] as readonly NormalizedObject[];
  const returns = assets.map(
    (asset) => (asset['assetReturnedDate'] as string | undefined) ?? 'infinity',
  );
  return `{${returns.join(',')}}`;
}
