import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { kTransferable, kValue, Tinypool } from 'tinypool';
import { prepareBatch } from './prepare-batch.js';
import type { DealerOptions } from './prepare-row.js';
import type { ItemBatch } from './prepared-batch.js';

giveWay();

/** What a thread of the pool does: one batch. The rows are handed over, not copied. */
export default function work({ batch, dealer }: { batch: ItemBatch; dealer: DealerOptions }) {
  const prepared = prepareBatch(batch, dealer);
  return Tinypool.move({
    [kTransferable]: prepared.resources.map(({ copy }) => copy.buffer),
    [kValue]: prepared,
  });
}

/**
 * Lets the thread that serves requests go first when both want a processor. On Linux a thread has a
 * priority of its own, under the number that it has among the processes; elsewhere nothing is done.
 */
function giveWay(): void {
  try {
    const thread = Number(/\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0]);
    setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // No Linux, or no /proc: the thread competes like any other.
  }
}
