import { prepareBatch } from './prepare-batch.js';
import type { DealerOptions } from './prepare-row.js';
import type { ItemBatch, PreparedBatch } from './prepared-batch.js';

/** What a thread of the pool does: one batch. */
export default function work({
  batch,
  dealer,
}: {
  batch: ItemBatch;
  dealer: DealerOptions;
}): PreparedBatch {
  return prepareBatch(batch, dealer);
}
