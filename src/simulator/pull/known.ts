import type { Findings, Place } from '../findings.js';
import { REFERENCE } from '../rules/references.rules.js';
import type { Rule } from '../rules/rule.js';
import { IdSet } from './ids.js';
import { OtherIds } from './other-ids.js';

/** What a pull has learned so far that later answers must agree with: ids only. */
export class Known {
  /** Undefined until the whole list came; also for ever, when it could not be read. */
  locations: IdSet | undefined;
  /** Groups of the catalog. */
  groups: IdSet | undefined;
  /** Categories and groups of the catalog, each with its category. */
  structure: ReadonlySet<string> | undefined;
  /** Whose a contract is; null if several customers have one of this id. */
  readonly contractOwners = new Map<string, string | null>();
  /** Whose an invoice is; of the newest page of each customer. */
  readonly invoiceOwners = new Map<string, string>();
  readonly invoicedContracts = new OtherIds();
  readonly invoicedJobsites = new OtherIds();
}

/** Looks whether an id names something that is there. */
export function checkReference(
  findings: Findings,
  rule: Rule,
  { id, among, place }: { id: string; among: IdSet; place: Place },
): void {
  findings.checked(rule);
  if (among.has(id)) return;
  if (!lostZeros(findings, id, among, place)) findings.add(rule, { ...place, found: id });
}

/** Looks whether an id is known but for leading zeros: then that is what is wrong with it. */
export function lostZeros(findings: Findings, id: string, among: IdSet, place: Place): boolean {
  const near = among.nearly(id);
  if (near === undefined || near === id) return false;
  findings.add(REFERENCE.zeros, { ...place, found: `${id}, elsewhere ${near}` });
  return true;
}
