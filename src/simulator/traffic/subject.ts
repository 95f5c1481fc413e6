import { asId, asObject, asObjects, type JsonObject } from '../../interface/message/json-values.js';
import type { Target } from '../target.js';

/** What messages are about. */
export interface Subject {
  readonly dealer: string;
  readonly customer: string;
  readonly contractId: string;
  readonly contractNumber: string;
  readonly jobsiteId: string;
  readonly rentedAssetId: string;
  readonly equipmentAssetId: string;
  readonly serialNumber: string;
}

/** What is known of the subject beforehand. */
export interface WantedSubject {
  readonly dealer: string;
  readonly customer: string;
  /** Id or number of a contract. */
  readonly contract?: string | undefined;
  /** One of the ids of an asset. */
  readonly asset?: string | undefined;
}

const ASSET_IDS = ['rentedAssetId', 'equipmentAssetId', 'serialNumber'] as const;

/**
 * Finds a contract of the customer with an asset, by asking the dealer's contract endpoint. What the
 * dealer does not have is made up: messages about it are as good for most tests.
 * @throws NoTokenError
 */
export async function findSubject(
  target: Target,
  wanted: WantedSubject,
): Promise<{ readonly subject: Subject; readonly isFound: boolean }> {
  const { dealer, customer } = wanted;
  const exchange = await target.get('contract', { customer, page: 0 }, 'contract for stories');
  const found = contractsIn(exchange.body).flatMap((contract) => {
    const asset = asObjects(contract['assetDetails']).find((one) => isAsset(one, wanted));
    return isContract(contract, wanted) && asset ? [{ contract, asset }] : [];
  })[0];
  const invented = wanted.contract ?? 'C001';
  const contractId = asId(found?.contract['contractId']) ?? invented;
  const subject = {
    dealer,
    customer,
    contractId,
    contractNumber: asId(found?.contract['contractNumber']) ?? contractId,
    jobsiteId: asId(found?.contract['jobsiteId']) ?? 'J001',
    rentedAssetId: asId(found?.asset['rentedAssetId']) ?? wanted.asset ?? '34567',
    equipmentAssetId: asId(found?.asset['equipmentAssetId']) ?? wanted.asset ?? '23456',
    serialNumber: asId(found?.asset['serialNumber']) ?? wanted.asset ?? '12345',
  };
  return { subject, isFound: found !== undefined };
}

function contractsIn(body: string): JsonObject[] {
  try {
    return asObjects(asObject(JSON.parse(body) as unknown)?.['items']);
  } catch {
    return [];
  }
}

function isContract(contract: JsonObject, { contract: wanted }: WantedSubject): boolean {
  const ids = [asId(contract['contractId']), asId(contract['contractNumber'])];
  return wanted === undefined || ids.includes(wanted);
}

function isAsset(asset: JsonObject, { asset: wanted }: WantedSubject): boolean {
  if (asId(asset['rentedAssetId']) === undefined) return false;
  return wanted === undefined || ASSET_IDS.some((name) => asId(asset[name]) === wanted);
}
