import type { Item } from '../answers/read-answer.js';
import type { Findings, Place } from '../findings.js';
import { REFERENCE } from '../rules/references.rules.js';
import type { Rule } from '../rules/rule.js';
import { textOf, type IdSet } from './ids.js';
import { lostZeros } from './known.js';

/**
 * Looks whether an item is of a customer who was asked for.
 * @returns whose it is; of one whose number lost its zeros, the number that was asked for
 */
export function checkOwner(
  findings: Findings,
  rule: Rule,
  { item, asked, place }: { item: Item; asked: IdSet; place: Place },
): string | undefined {
  const id = textOf(item, 'customerId');
  if (id === undefined) return undefined;
  findings.checked(rule);
  findings.checked(REFERENCE.zeros);
  if (asked.has(id)) return id;
  if (lostZeros(findings, id, asked, place)) return asked.nearly(id);
  findings.add(rule, { ...place, found: `${id}, asked for ${[...asked].join(', ')}` });
  return undefined;
}
