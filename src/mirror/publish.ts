import type { ClientBase } from 'pg';
import { AppError } from '../errors.js';
import type { ResourceName } from '../interface/resource.js';
import { passReturnDates } from './contract-activity.js';
import { rebuildLists } from './customer-lists.js';
import { countAssets } from './jobsite-counts.js';
import { mergeStaged, type MergeCounts } from './merge.js';
import { MIRROR_TABLES, mirrorTable, type MirrorTable } from './mirror-table.js';
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
  /** The dealer's generation after the load: unchanged when nothing differed. */
  readonly generation: string;
  readonly counts: ReadonlyMap<ResourceName, MergeCounts>;
}

/**
 * Publishes a staged load: in one transaction, so that a reader sees the old generation or the new
 * one. When nothing differs no generation is made.
 * @throws AppError `conflict` for a delta on a resource that was never loaded in full
 */
export async function publishLoad(client: ClientBase, load: StagedLoad): Promise<PublishedLoad> {
  return withPublication(client, load.dealerCode, async (publication) => {
    if (load.mode === 'delta') await requireLoaded(publication, load.resources);
    const counts = new Map<ResourceName, MergeCounts>();
    for (const resource of load.resources) {
      const staging = stagingName(load.dealerCode, load.loadId, resource);
      const table = mirrorTable(resource);
      const count = await mergeStaged(publication, table, staging, load.mode === 'full');
      await refreshStatistics(client, table, count);
      counts.set(resource, count);
    }
    const generation = await settle(publication);
    for (const [resource, count] of counts)
      await recordState(publication, load.loadId, resource, generation, count);
    return { commit: !load.dryRun, result: { generation, counts } };
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
  if (!(await hasChanges(publication))) return String(BigInt(publication.generation) - 1n);
  await publication.client.query('ANALYZE publication_change');
  for (const table of Object.values(MIRROR_TABLES)) await rebuildLists(publication, table);
  await completePublication(publication);
  return publication.generation;
}

const MANY_ROWS = 1000;

/**
 * The statements that follow, and the next load, are planned by the table's statistics. Autovacuum
 * would bring them up to date only some time after the commit.
 */
async function refreshStatistics(client: ClientBase, { table }: MirrorTable, counts: MergeCounts) {
  if (counts.added + counts.changed + counts.removed < MANY_ROWS) return;
  await client.query(`ANALYZE ${table}`);
}

async function requireLoaded({ client, dealerCode }: Publication, resources: readonly string[]) {
  const { rows } = await client.query<{ resource: string }>(
    'SELECT resource FROM resource_state WHERE dealer_code = $1',
    [dealerCode],
  );
  const loaded = new Set(rows.map((row) => row.resource));
  const missing = resources.filter((resource) => !loaded.has(resource));
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
