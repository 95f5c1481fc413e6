import { placeOf, type Item } from '../answers/read-answer.js';
import type { Place } from '../findings.js';
import { CONTRACT } from '../rules/pull.rules.js';
import { ContractCheck } from './contract-check.js';
import { IdSet, listOf, textOf } from './ids.js';
import type { Known } from './known.js';
import { checkOwner } from './owner-check.js';
import type { Heard, Puller } from './puller.js';
import { timeOf } from './times.js';

/** What is kept of a contract until the jobsites of its customers are there. */
export interface ContractSeen {
  readonly contractId: string;
  readonly customerId: string;
  readonly jobsiteId: string | undefined;
  /** Assets that are at the customer's for sure, and all that are on the contract. */
  readonly assetsOut: number;
  readonly assets: number;
  readonly pdfUrl: string | undefined;
  readonly place: Place;
}

/** The contracts of up to five customers, page by page (§ Contract/Asset Data). */
export async function pullContracts(
  puller: Puller,
  known: Known,
  customers: readonly string[],
): Promise<{ contracts: ContractSeen[]; complete: boolean }> {
  const contracts: ContractSeen[] = [];
  const check = new ContractCheck(puller.run.findings, known);
  const asked = new IdSet(customers);
  const { complete } = await puller.list({
    endpoint: 'contract',
    parameters: { customer: customers.join(',') },
    what: 'contracts',
    keyOf: contractKey,
    onPage: (items, heard) => {
      for (const [index, item] of items.entries()) {
        const place = { ...placeOf(heard.exchange), path: `items[${index}]` };
        check.check(item, place, Date.parse(heard.exchange.startedAt));
        const seen = contractSeen(puller, asked, item, heard, index);
        if (!seen) continue;
        checkOwnership(puller, known, seen);
        contracts.push(seen);
      }
    },
  });
  return { contracts, complete };
}

/** Of a list for several customers: an id may be counted for each customer on its own. */
export function contractKey(item: Item): string {
  return [item['customerId'], item['contractId']].map(String).join(' ');
}

function contractSeen(
  { run: { findings } }: Puller,
  asked: IdSet,
  item: Item,
  { exchange }: Heard,
  index: number,
): ContractSeen | undefined {
  const place = { ...placeOf(exchange), path: `items[${index}].customerId` };
  const customerId = checkOwner(findings, CONTRACT.filter, { item, asked, place });
  const contractId = textOf(item, 'contractId');
  if (customerId === undefined || contractId === undefined) return undefined;
  const assets = listOf(item, 'assetDetails');
  const now = Date.parse(exchange.startedAt);
  return {
    contractId,
    customerId,
    jobsiteId: textOf(item, 'jobsiteId'),
    assetsOut: item['isReservation'] === true ? 0 : assets.filter((one) => isOut(one, now)).length,
    assets: assets.reduce((sum, { quantity }) => sum + Math.max(1, Number(quantity) || 1), 0),
    pdfUrl: textOf(item, 'pdfUrl'),
    place: { ...place, path: `items[${index}].jobsiteId` },
  };
}

/** An attachment may be counted with its machine, and what is called off may be on its way back. */
function isOut(asset: Item, now: number): boolean {
  const start = timeOf(asset, 'assetStartDate');
  return (
    start !== undefined &&
    start < now &&
    !asset['attachedTo'] &&
    !asset['assetReturnedDate'] &&
    !asset['assetCallOffDate']
  );
}

/** Remembers whose the contract is, and looks whether another customer has one of the same id. */
function checkOwnership(
  { run }: Puller,
  known: Known,
  { contractId, customerId, place }: ContractSeen,
): void {
  const owner = known.contractOwners.get(contractId);
  const isOther = owner !== undefined && owner !== customerId;
  known.contractOwners.set(contractId, isOther ? null : customerId);
  const found = isOther ? `${contractId}: ${owner ?? 'several'} and ${customerId}` : undefined;
  run.findings.expect(CONTRACT.unique, found, place);
}
