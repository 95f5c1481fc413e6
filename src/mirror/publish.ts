import type { ClientBase } from 'pg';
import { AppError } from '../errors.js';
import type { ResourceName } from '../interface/resource.js';
import { passReturnDates } from './contract-activity.js';
import { rebuildLists } from './customer-lists.js';
import { countAssets } from './jobsite-counts.js';
import { mergeStaged, type MergeCounts } from './merge.js';
import { MIRROR_TABLES, mirrorTable } from './mirror-table.js';
import {
  completePublication,
  hasChanges,
  withPublication,
  type Publication,
} from './publication.js';
import { stagingName } from './staging.js';

/** A load whose rows are staged and checked. */
export interface StagedLoad {
  readonly dealerCode: string;
  readonly loadId: number;
  /** `full`: what is not staged goes. `delta`: only what is staged changes. */
  readonly mode: 'full' | 'delta';
  readonly resources: readonly ResourceName[];
  /** Work everything out, and change nothing. */
  readonly dryRun: boolean;
}

export interface PublishedLoad {
  /** The dealer's generation after the load: unchanged when nothing differed, or in a dry run. */
  readonly generation: string;
  readonly counts: ReadonlyMap<ResourceName, MergeCounts>;
  /** Why it was not published after all; empty when it was. */
  readonly objections: readonly string[];
}

/** How many items of each resource are published; no entry for what was never loaded in full. */
export type ItemCounts = ReadonlyMap<string, number>;

/** What is done in the publishing transaction, under the dealer's lock, beside the publishing. */
export interface PublishSteps {
  /** Throws when the load may not be published any more; nothing has been done by then. */
  readonly admit?: () => Promise<void>;
  /**
   * Says, when everything is merged, what speaks against publishing: then nothing is.
   * @param before the items that are published before the load
   */
  readonly object?: (counts: PublishedLoad['counts'], before: ItemCounts) => readonly string[];
  /** Writes down that the load was published. */
  readonly record?: (published: PublishedLoad) => Promise<void>;
}

/**
 * Publishes a staged load: in one transaction, so that a reader sees the old generation or the new
 * one. When nothing differs no generation is made.
 * @throws AppError `never-loaded-in-full` for a delta on a resource that was never loaded in full
 */
export async function publishLoad(
  client: ClientBase,
  load: StagedLoad,
  { admit, object, record }: PublishSteps = {},
): Promise<PublishedLoad> {
  return withPublication(client, load.dealerCode, async (publication) => {
    await admit?.();
    const published = await publishedItems(publication);
    if (load.mode === 'delta') requireLoaded(publication, load.resources, published);
    const counts = new Map<ResourceName, MergeCounts>();
    for (const resource of load.resources) {
      const staging = stagingName(load.dealerCode, load.loadId, resource);
      const full = load.mode === 'full';
      counts.set(resource, await mergeStaged(publication, mirrorTable(resource), staging, full));
    }
    const objections = object?.(counts, published) ?? [];
    if (objections.length > 0)
      return { commit: false, result: { generation: before(publication), counts, objections } };
    await planForMany(publication, counts);
    const generation = await settle(publication);
    for (const [resource, count] of counts)
      await recordState(publication, load.loadId, resource, generation, count);
    if (load.dryRun)
      return { commit: false, result: { generation: before(publication), counts, objections } };
    const result = { generation, counts, objections };
    await record?.(result);
    return { commit: true, result };
  });
}

/**
 * Publishes what only the passing of time changed, if anything: contracts whose last asset was due
 * back. Cheap when nothing is due.
 */
export async function publishReturns(client: ClientBase, dealerCode: string): Promise<void> {
  await withPublication(client, dealerCode, async (publication) => {
    await settle(publication);
    return { commit: true, result: undefined };
  });
}

/** Works out what follows from the merged rows, and completes the generation if it differs. */
async function settle(publication: Publication): Promise<string> {
  await countAssets(publication, await passReturnDates(publication));
  if (!(await hasChanges(publication))) return before(publication);
  await publication.client.query('ANALYZE publication_change');
  for (const table of Object.values(MIRROR_TABLES)) await rebuildLists(publication, table);
  await completePublication(publication);
  return publication.generation;
}

/** The generation that the dealer is at as long as nothing is committed. */
function before({ generation }: Publication): string {
  return String(BigInt(generation) - 1n);
}

const MANY_ROWS = 1000;

// A sample of 9,000 rows instead of 30,000: enough until autovacuum takes its own.
const QUICK_STATISTICS = 30;

/**
 * Autovacuum would bring the statistics of the tables up to date only some time after the commit:
 * until then the next load would be planned with those of before. A table whose statistics another
 * dealer's load holds is passed over, so that no dealer waits for another. The statements that
 * follow here must therefore not rely on them: they would compare each of many rows with each.
 */
async function planForMany(
  { client }: Publication,
  counts: ReadonlyMap<ResourceName, MergeCounts>,
) {
  const grown = [...counts].filter(
    ([, { added, changed, removed }]) => added + changed + removed >= MANY_ROWS,
  );
  if (grown.length === 0) return;
  await client.query(`SET LOCAL default_statistics_target = ${QUICK_STATISTICS}`);
  for (const [resource] of grown)
    await client.query(`ANALYZE (SKIP_LOCKED) ${mirrorTable(resource).table}`);
  await client.query('SET LOCAL enable_nestloop = off');
}

async function publishedItems({ client, dealerCode }: Publication): Promise<ItemCounts> {
  const { rows } = await client.query<{ resource: string; items: number }>(
    `SELECT resource, item_count::float8 AS items FROM resource_state WHERE dealer_code = $1`,
    [dealerCode],
  );
  return new Map(rows.map(({ resource, items }) => [resource, items]));
}

function requireLoaded(
  { dealerCode }: Publication,
  resources: readonly string[],
  published: ItemCounts,
): void {
  const missing = resources.filter((resource) => !published.has(resource));
  if (missing.length > 0)
    throw new AppError(
      'never-loaded-in-full',
      `${missing.join(', ')} of dealer ${dealerCode} was never loaded in full: ` +
        'a delta alone cannot be the whole truth. Load with --mode full first.',
    );
}

async function recordState(
  { client, dealerCode }: Publication,
  loadId: number,
  resource: ResourceName,
  generation: string,
  { added, removed }: MergeCounts,
) {
  await client.query(
    `INSERT INTO resource_state AS r
       (dealer_code, resource, generation, load_id, loaded_at, item_count)
     VALUES ($1, $2, $3, $4, clock_timestamp(), $5)
     ON CONFLICT (dealer_code, resource) DO UPDATE SET generation = excluded.generation,
       load_id = excluded.load_id, loaded_at = excluded.loaded_at,
       item_count = r.item_count + excluded.item_count`,
    [dealerCode, resource, generation, loadId, added - removed],
  );
}
