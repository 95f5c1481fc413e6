import { describe, expect, it } from '@jest/globals';
import { categoryLines } from './categories.js';
import { contractLines } from './contracts.js';
import { customerLines } from './customers.js';
import { DEALER_LOCATIONS } from './data/locations.js';
import { DEMO_SIZE } from './demo-dealer.js';
import { invoiceLines } from './invoices.js';
import { jobsiteLines } from './jobsites.js';
import { rateLines } from './rates.js';
import { worldOf } from './world.js';

const asOf = new Date('2026-11-20T06:00:00Z');
const world = worldOf({ ...DEMO_SIZE, out: '', seed: 1, asOf });
const customers = [...customerLines(world)];
const categories = categoryLines();
const rates = [...rateLines(world)];
const jobsites = [...jobsiteLines(world, new Uint32Array(world.jobsites))];
const contracts = [...contractLines(world, () => {})];
const invoices = [...invoiceLines(world)];

const groups = categories.flatMap((category) => category.categoryGroups);
const customerIds = new Set(customers.map((customer) => customer.customerId));
const jobsiteById = new Map(jobsites.map((jobsite) => [jobsite.jobsiteId, jobsite]));
const contractById = new Map(contracts.map((contract) => [contract.contractId, contract]));

describe('ids', () => {
  it.each([
    ['customers', customers.map((line) => line.customerId)],
    ['locations', DEALER_LOCATIONS.map((line) => line.locationId)],
    ['categories', categories.map((line) => line.categoryId)],
    ['groups', groups.map((line) => line.groupId)],
    ['rates', rates.map((line) => `${line.customerId} ${line.groupId}`)],
    ['jobsites', jobsites.map((line) => line.jobsiteId)],
    ['contracts', contracts.map((line) => line.contractId)],
    ['invoices', invoices.map((line) => line.invoiceId)],
    ['rented assets', contracts.flatMap((c) => c.assetDetails.map((a) => a.rentedAssetId))],
    ['machines', contracts.flatMap((c) => c.assetDetails.map((a) => a.equipmentAssetId))],
    ['serial numbers', contracts.flatMap((c) => c.assetDetails.map((a) => a.serialNumber))],
  ])('of %s are unique', (_, ids) => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('of customers have eight digits with leading zeros', () => {
    for (const id of customerIds) expect(id).toMatch(/^0\d{7}$/);
  });
});

describe('references', () => {
  it('lead from rates to customers and groups', () => {
    const groupIds = new Set(groups.map((group) => group.groupId));
    const lost = rates.filter((rate) => {
      return !customerIds.has(rate.customerId) || !groupIds.has(rate.groupId);
    });
    expect(lost).toEqual([]);
  });

  it('lead from jobsites to customers, and each customer has a jobsite', () => {
    const owners = new Set(jobsites.map((jobsite) => jobsite.customerId));
    expect(owners).toEqual(customerIds);
  });

  it('lead from contracts to a jobsite of the same customer, and to a location', () => {
    const locationIds = new Set(DEALER_LOCATIONS.map((location) => location.locationId));
    const lost = contracts.filter(({ jobsiteId, customerId, locationId }) => {
      const owner = jobsiteById.get(jobsiteId)?.customerId;
      return owner !== customerId || !locationIds.has(locationId);
    });
    expect(lost).toEqual([]);
  });

  it('lead from the assets of contracts to groups', () => {
    const groupIds = new Set<string | undefined>(groups.map((group) => group.groupId));
    const named = contracts.flatMap((contract) => contract.assetDetails.map((a) => a.assetId));
    expect(named.filter((id) => id !== undefined && !groupIds.has(id))).toEqual([]);
  });

  it('lead from work tools to a machine on the same contract', () => {
    const lost = contracts.flatMap(({ assetDetails }) => {
      const machines = assetDetails.filter((asset) => asset.attachedTo === undefined);
      const ids = new Set<string | undefined>(machines.map((machine) => machine.rentedAssetId));
      return assetDetails.filter((a) => a.attachedTo !== undefined && !ids.has(a.attachedTo));
    });
    expect(lost).toEqual([]);
  });

  it("lead from invoices to a contract, with that contract's customer and jobsite", () => {
    const lost = invoices.filter(({ contractId, customerId, jobsiteId }) => {
      const contract = contractById.get(contractId);
      return contract?.customerId !== customerId || contract.jobsiteId !== jobsiteId;
    });
    expect(lost).toEqual([]);
  });

  it('lead from the assets of invoices to assets of the contract, and to categories', () => {
    const categoryIds = new Set(categories.map((category) => category.categoryId));
    const lost = invoices.filter(({ contractId, assetDetails }) => {
      const rented = contractById.get(contractId)?.assetDetails.map((asset) => asset.rentedAssetId);
      const isKnown = assetDetails.every(({ rentedAssetId, categoryId }) => {
        const isInCatalog = categoryId === undefined || categoryIds.has(categoryId);
        return isInCatalog && rented?.includes(rentedAssetId);
      });
      return assetDetails.length === 0 || !isKnown;
    });
    expect(lost).toEqual([]);
  });

  it('of running contracts never lead to a closed jobsite', () => {
    const running = contracts.filter((contract) => {
      return contract.assetDetails.some((asset) => asset.assetReturnedDate === undefined);
    });
    const closed = running.filter((each) => jobsiteById.get(each.jobsiteId)?.active === false);
    expect(closed).toEqual([]);
  });
});
