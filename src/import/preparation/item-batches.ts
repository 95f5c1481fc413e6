import type { ResourceName } from '../../interface/resource.js';
import type { SourceItem } from '../readers/source-record.js';
import type { ItemBatch, PreparedBatch, PreparedRows } from './prepared-batch.js';

/**
 * Numbers the items of one source.
 * @param resource whose they are; undefined when each item names its resource itself
 */
export async function* batchesOf(
  source: AsyncIterable<readonly SourceItem[]>,
  resource?: ResourceName,
): AsyncGenerator<ItemBatch> {
  let first = 1;
  for await (const items of source) {
    yield { resource, first, items };
    first += items.length;
  }
}

/** The rows of a source that is one resource's. */
export async function* rowsOf(
  prepared: AsyncIterable<PreparedBatch>,
): AsyncGenerator<PreparedRows> {
  for await (const { resources } of prepared) yield* resources;
}
