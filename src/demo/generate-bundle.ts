import { isOut } from './asset-handover.js';
import { BundleFolder } from './bundle-folder.js';
import { categoryLines } from './categories.js';
import type { RentedAsset } from './contract-assets.js';
import { isActive } from './contract-phases.js';
import type { ContractTerms } from './contract-terms.js';
import { contractLines } from './contracts.js';
import { customerLines } from './customers.js';
import { DEALER_LOCATIONS } from './data/locations.js';
import { invoiceLines } from './invoices.js';
import { jobsiteLines } from './jobsites.js';
import type { BundleOptions } from './options.js';
import { rateLines } from './rates.js';
import type { ResourceName } from '../interface/resource.js';
import { type World, worldOf } from './world.js';

/**
 * Writes a bundle of realistic rental data, one file of lines per resource, and returns the number
 * of rows of each. The same seed, sizes and `asOf` give the same bytes; memory does not grow with
 * the size, apart from a few bytes per jobsite and contract.
 */
export async function generateBundle(
  options: BundleOptions,
): Promise<Record<ResourceName, number>> {
  const world = worldOf(options);
  const folder = await BundleFolder.prepare(options.out, options.overwrite ?? false);
  try {
    const rows = await writeAll(world, folder, options);
    await folder.finish();
    return rows;
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

async function writeAll(
  world: World,
  folder: BundleFolder,
  options: BundleOptions,
): Promise<Record<ResourceName, number>> {
  const write = (resource: ResourceName, items: Iterable<object>): Promise<number> =>
    folder.write(resource, items, options.onProgress?.bind(options));
  const onRent = new Uint32Array(world.jobsites);
  const count = (terms: ContractTerms, assets: readonly RentedAsset[]): void => {
    onRent[terms.jobsite] = (onRent[terms.jobsite] ?? 0) + machinesOut(world, terms, assets);
  };
  return {
    customers: await write('customers', customerLines(world)),
    locations: await write('locations', DEALER_LOCATIONS),
    categories: await write('categories', categoryLines()),
    rates: await write('rates', rateLines(world)),
    // Before the jobsites, because some of those say how many machines they have.
    contracts: await write('contracts', contractLines(world, count)),
    jobsites: await write('jobsites', jobsiteLines(world, onRent)),
    invoices: await write('invoices', invoiceLines(world)),
  };
}

function machinesOut(world: World, terms: ContractTerms, assets: readonly RentedAsset[]): number {
  if (!isActive(terms.phase)) return 0;
  return assets.filter((asset) => isOut(asset, world.today)).length;
}
