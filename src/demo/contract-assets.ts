import { type CatalogGroup, MACHINES, WORK_TOOLS } from './catalog.js';
import { type Handover, handoverOf } from './asset-handover.js';
import type { ContractTerms } from './contract-terms.js';
import { Random } from './random.js';
import { type AgreedRate, agreedRateOf } from './rates.js';
import { serialNumberOf } from './serial-number.js';
import type { World } from './world.js';

/** A machine or work tool on a contract. */
export interface RentedAsset extends Handover {
  rentedAssetId: string;
  /** The machine that a work tool is mounted on. */
  attachedTo?: string;
  equipmentAssetId: string;
  serialNumber: string;
  group: CatalogGroup;
  quantity: number;
  agreed?: AgreedRate;
}

const MAX_ASSETS = 5;
const COUNTS = [
  [1, 4],
  [2, 6],
  [3, 15],
  [4, 33],
  [5, 42],
] as const;
const WORK_TOOL_SHARE = 0.14;
const BULK_CATEGORY = 'TRENCH SAFETY';

/** The assets of a contract: the first is a machine that stays until the contract's last return. */
export function contractAssets(world: World, terms: ContractTerms): RentedAsset[] {
  const random = new Random(world.seed, 'contractAssets', terms.index);
  const count = random.weighted(COUNTS);
  // A contract that is partly returned has to keep something.
  const slots = terms.phase === 'partly-returned' ? Math.max(2, count) : count;
  const assets: RentedAsset[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    const machine = assets.findLast((asset) => asset.attachedTo === undefined);
    assets.push(
      machine !== undefined && random.chance(WORK_TOOL_SHARE)
        ? workTool(random, terms, slot, machine)
        : machineOf(random, world, terms, slot),
    );
  }
  return assets;
}

function machineOf(random: Random, world: World, terms: ContractTerms, slot: number): RentedAsset {
  const group = random.pick(MACHINES);
  const agreed = agreedRateOf(world, terms.customer, group, terms.currency);
  return {
    ...identityOf(terms, slot, group),
    quantity: quantityOf(random, group),
    agreed,
    ...handoverOf(random, world.today, terms, slot),
  };
}

/** Goes out, comes back and is called off with its machine. */
function workTool(
  random: Random,
  terms: ContractTerms,
  slot: number,
  machine: RentedAsset,
): RentedAsset {
  const { startDay, returnedDay, callOff } = machine;
  return {
    ...identityOf(terms, slot, random.pick(WORK_TOOLS)),
    attachedTo: machine.rentedAssetId,
    quantity: 1,
    startDay,
    returnedDay,
    callOff,
  };
}

function identityOf(terms: ContractTerms, slot: number, group: CatalogGroup) {
  const unit = terms.index * MAX_ASSETS + slot;
  return {
    rentedAssetId: String(1_000_001 + unit),
    equipmentAssetId: `E${100_001 + unit}`,
    serialNumber: serialNumberOf(group.index, unit),
    group,
  };
}

function quantityOf(random: Random, group: CatalogGroup): number {
  return group.categoryTitle === BULK_CATEGORY ? random.int(1, 12) : 1;
}
