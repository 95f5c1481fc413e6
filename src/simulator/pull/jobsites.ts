import { placeOf, type Item } from '../answers/read-answer.js';
import type { Findings, Place } from '../findings.js';
import { JOBSITE } from '../rules/pull.rules.js';
import { REFERENCE } from '../rules/references.rules.js';
import type { ContractSeen } from './contracts.js';
import { IdSet, textOf } from './ids.js';
import { checkReference } from './known.js';
import { checkOwner } from './owner-check.js';
import type { Puller } from './puller.js';

/** The jobsites of up to five customers. */
export interface JobsitesSeen {
  /** By customer; those that tell no customer are everybody's. */
  readonly byCustomer: ReadonlyMap<string, IdSet>;
  readonly counts: readonly JobsiteCount[];
  readonly complete: boolean;
}

interface JobsiteCount {
  readonly customerId: string;
  readonly jobsiteId: string;
  readonly assetCount: number;
  readonly place: Place & { readonly path: string };
}

/** The jobsites of up to five customers, page by page (§ Jobsite Data). */
export async function pullJobsites(
  puller: Puller,
  customers: readonly string[],
): Promise<JobsitesSeen> {
  const { findings } = puller.run;
  const asked = new IdSet(customers);
  const byCustomer = new Map(customers.map((customer) => [customer, new IdSet()]));
  const counts: JobsiteCount[] = [];
  const keep = (item: Item, place: Place & { path: string }) => {
    const owner = ownerOf(puller, item, asked, place);
    const jobsiteId = textOf(item, 'jobsiteId');
    if (jobsiteId === undefined || owner === undefined) return;
    for (const customer of owner === '' ? customers : [owner])
      byCustomer.get(customer)?.add(jobsiteId);
    const { assetCount } = item;
    if (owner !== '' && typeof assetCount === 'number')
      counts.push({ customerId: owner, jobsiteId, assetCount, place });
  };
  const { complete } = await puller.list({
    endpoint: 'jobsite',
    parameters: { customer: customers.join(',') },
    what: 'jobsites',
    keyOf: jobsiteKey,
    onPage: (items, { exchange }) => {
      for (const [index, item] of items.entries())
        keep(item, { ...placeOf(exchange), path: `items[${index}]` });
    },
  });
  findings.checked(REFERENCE.zeros);
  return { byCustomer, counts, complete };
}

export function jobsiteKey(item: Item): string {
  return [item['customerId'], item['jobsiteId']].map(String).join(' ');
}

/** @returns empty for a jobsite that does not tell whose it is */
function ownerOf(
  { run: { findings } }: Puller,
  item: Item,
  asked: IdSet,
  place: Place & { path: string },
): string | undefined {
  const at = { ...place, path: `${place.path}.customerId` };
  const isTold = textOf(item, 'customerId') !== undefined;
  if (asked.size > 1) findings.expect(JOBSITE.customer, isTold ? undefined : 'missing', at);
  if (!isTold) return '';
  return checkOwner(findings, JOBSITE.filter, { item, asked, place: at });
}

/** Looks whether the contracts of the same customers agree with their jobsites. */
export function checkJobsites(
  { run: { findings } }: Puller,
  contracts: readonly ContractSeen[],
  { byCustomer, counts }: JobsitesSeen,
): void {
  for (const { customerId, jobsiteId, place } of contracts) {
    const among = byCustomer.get(customerId);
    if (jobsiteId === undefined || !among) continue;
    checkReference(findings, REFERENCE.jobsite, { id: jobsiteId, among, place });
  }
  checkCounts(findings, assetsBySite(contracts), counts);
}

interface SiteAssets {
  readonly out: number;
  readonly all: number;
}

const siteOf = (customerId: string, jobsiteId: string) => JSON.stringify([customerId, jobsiteId]);

function assetsBySite(contracts: readonly ContractSeen[]): Map<string, SiteAssets> {
  const sites = new Map<string, SiteAssets>();
  for (const { customerId, jobsiteId = '', assetsOut, assets } of contracts) {
    const site = siteOf(customerId, jobsiteId);
    const { out, all } = sites.get(site) ?? { out: 0, all: 0 };
    sites.set(site, { out: out + assetsOut, all: all + assets });
  }
  return sites;
}

/** What is counted is left to the dealer: with attachments or not, in pieces or in lines. */
function checkCounts(
  findings: Findings,
  sites: ReadonlyMap<string, SiteAssets>,
  counts: readonly JobsiteCount[],
): void {
  for (const { customerId, jobsiteId, assetCount, place } of counts) {
    const { out, all } = sites.get(siteOf(customerId, jobsiteId)) ?? { out: 0, all: 0 };
    const fits = assetCount >= Math.min(1, out) && assetCount <= all;
    const found = `${assetCount}, with ${all} on its contracts`;
    const at = { ...place, path: `${place.path}.assetCount` };
    findings.expect(JOBSITE.assetCount, fits ? undefined : found, at);
  }
}
