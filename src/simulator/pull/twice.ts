import type { Item } from '../answers/read-answer.js';
import type { Endpoint } from '../answers/answer-table.js';
import { STABILITY } from '../rules/pull.rules.js';
import type { Parameters } from '../target.js';
import { contractKey } from './contracts.js';
import { jobsiteKey } from './jobsites.js';
import { locationKey } from './locations.js';
import type { Puller } from './puller.js';

/** No divisor of a usual size, so that items come on other pages. */
const SIZES = [7, 13] as const;

/** Pulls lists twice with two page sizes, and looks whether they are the same. */
export async function checkTwice(puller: Puller, customers: readonly string[]): Promise<void> {
  const customer = customers.join(',');
  await compare(puller, 'location', {}, locationKey);
  await compare(puller, 'contract', { customer }, contractKey);
  await compare(puller, 'jobsite', { customer }, jobsiteKey);
}

async function compare(
  puller: Puller,
  endpoint: Endpoint,
  parameters: Parameters,
  keyOf: (item: Item) => string,
): Promise<void> {
  const pulls = [];
  for (const size of SIZES) {
    const keys: string[] = [];
    const heard = await puller.list({
      endpoint,
      parameters,
      what: 'items pulled twice',
      keyOf,
      size,
      onPage: (items) => void keys.push(...items.map(keyOf)),
    });
    pulls.push({ keys, heard });
  }
  const [first, second] = pulls;
  if (!first?.heard.complete || !second?.heard.complete) return;
  // The data may change in between; with the same total that is less likely.
  if (first.heard.totalElements !== second.heard.totalElements) return;
  const place = { url: puller.target.url(endpoint, parameters) };
  puller.run.findings.expect(STABILITY.twice, moved(first.keys, second.keys), place);
}

function moved(first: readonly string[], second: readonly string[]): string | undefined {
  const index = first.findIndex((key, at) => key !== second[at]);
  if (index < 0 && first.length === second.length) return undefined;
  const [size, other] = SIZES;
  return `item ${index}: ${first[index]} with items=${size}, ${second[index] ?? 'none'} with items=${other}`;
}
