import type { ResourceName } from '../interface/resource.js';
import type { PublishedLoad } from '../mirror/publish.js';
import type { LoadReport, ResourceReport } from './load-report.js';
import type { StagedCounts } from './stage-resource.js';

type Staged = Omit<StagedCounts, 'keyless'>;

/** What a report says of each resource: its staged rows, and what publishing made of them. */
export function recountedResources(
  staged: ReadonlyMap<ResourceName, Staged>,
  published?: PublishedLoad['counts'],
): LoadReport['resources'] {
  const resources: Partial<Record<ResourceName, ResourceReport>> = {};
  for (const [resource, counts] of staged) {
    const { read, upserts, deletions, repeated, rejected, warnings } = counts;
    const { added = 0, changed = 0, removed = 0 } = published?.get(resource) ?? {};
    const unchanged = published ? upserts - added - changed : 0;
    const merged = { read, added, changed, unchanged, removed };
    resources[resource] = { ...merged, deletions, repeated, rejected, warnings };
  }
  return resources;
}

/** The staged rows again, from the report of a load that was merged. */
export function stagedCounts(resources: LoadReport['resources']): Map<ResourceName, Staged> {
  const entries = Object.entries(resources) as [ResourceName, ResourceReport][];
  return new Map(
    entries.map(([resource, counts]) => [
      resource,
      { ...counts, upserts: counts.added + counts.changed + counts.unchanged },
    ]),
  );
}
