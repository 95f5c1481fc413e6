import { kTransferable, kValue, Tinypool } from 'tinypool';
import { prepareBatch } from './prepare-batch.js';
import type { DealerOptions } from './prepare-row.js';
import type { ItemBatch } from './prepared-batch.js';

/** What a thread of the pool does: one batch. The rows are handed over, not copied. */
export default function work({ batch, dealer }: { batch: ItemBatch; dealer: DealerOptions }) {
  const prepared = prepareBatch(batch, dealer);
  return Tinypool.move({
    [kTransferable]: prepared.resources.map(({ copy }) => copy.buffer),
    [kValue]: prepared,
  });
}
