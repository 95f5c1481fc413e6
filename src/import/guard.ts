import type { Dealer } from '../auth/dealer.js';
import type { ResourceName } from '../interface/resource.js';
import type { ItemCounts, PublishedLoad } from '../mirror/publish.js';
import type { StagedCounts } from './stage-resource.js';

/** What a full load may reject and remove without being held. */
export type LoadLimits = Pick<Dealer, 'maxRejectPercent' | 'maxRemovalPercent' | 'maxRemovalRows'>;

/**
 * Why a full load must not be published unseen: CRS takes a list for the truth, and one that lost
 * many items is more likely the trace of a fault than the truth. One sentence for each limit that a
 * resource breaks; none when the load may be published.
 */
export function reasonsToHold(
  limits: LoadLimits,
  staged: ReadonlyMap<ResourceName, StagedCounts>,
  merged: PublishedLoad['counts'],
  before: ItemCounts,
): string[] {
  return [...staged].flatMap(([resource, counts]) => [
    ...tooManyRejects(limits, resource, counts),
    ...tooManyRemovals(limits, resource, {
      removed: merged.get(resource)?.removed ?? 0,
      before: before.get(resource) ?? 0,
    }),
  ]);
}

function tooManyRejects(
  { maxRejectPercent: limit }: LoadLimits,
  resource: ResourceName,
  { rejected, read, keyless }: StagedCounts,
): string[] {
  if (rejected * 100 <= limit * read) return [];
  const lost =
    keyless > 0
      ? ` ${keyless} of them ${keyless === 1 ? 'has' : 'have'} no readable key: their items would be removed.`
      : '';
  const share = percent(rejected, read, limit);
  return [
    `${resource}: ${rejected} of ${read} rows are rejected, ${share} (allowed are ${limit} %).${lost}`,
  ];
}

function tooManyRemovals(
  { maxRemovalPercent: limit, maxRemovalRows: rows }: LoadLimits,
  resource: ResourceName,
  { removed, before }: { removed: number; before: number },
): string[] {
  if (removed <= rows || removed * 100 <= limit * before) return [];
  const share = percent(removed, before, limit);
  return [
    `${resource}: ${removed} of ${before} published items would be removed, ${share} ` +
      `(allowed are ${limit} %, or ${rows} items).`,
  ];
}

/** Never rounded down to the limit itself. */
function percent(part: number, whole: number, limit: number): string {
  const exact = (part * 100) / whole;
  const rounded = Math.round(exact * 10) / 10;
  return rounded > limit ? `${rounded} %` : `just over ${limit} %`;
}
