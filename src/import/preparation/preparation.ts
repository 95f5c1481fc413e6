import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Tinypool } from 'tinypool';
import { CONFIG, type Config } from '../../config/config.js';
import { unreadable } from '../readers/source-error.js';
import { prepareBatch } from './prepare-batch.js';
import type { DealerOptions } from './prepare-row.js';
import type { ItemBatch, PreparedBatch } from './prepared-batch.js';

/** Small loads are done before a thread would have started. */
const BATCHES_HERE = 16;

const IDLE_MS = 10_000;
const MEGABYTES_YOUNG = 48;
const MEGABYTES_OLD = 192;

/**
 * Parses and checks the rows of loads, the larger part of their work, in threads of their own: so a
 * load uses more than one processor, and the thread that serves requests hardly notices it.
 */
@Injectable()
export class Preparation implements OnApplicationShutdown {
  readonly #threads: number;
  #pool: Tinypool | undefined;

  constructor(@Inject(CONFIG) config: Pick<Config, 'IMPORT_WORKERS'>) {
    const { IMPORT_WORKERS: workers } = config;
    this.#threads = workers === 'auto' ? Math.max(1, availableParallelism() - 1) : workers;
  }

  /**
   * What comes of the batches, in their order. Reads no more of them than are being worked on.
   * @throws SourceError for a batch that makes its whole source unusable; what `batches` throws
   */
  async *prepare(
    batches: AsyncIterable<ItemBatch>,
    { timeZone, currency }: DealerOptions,
  ): AsyncGenerator<PreparedBatch> {
    const dealer = { timeZone, currency };
    const pending: Promise<PreparedBatch>[] = [];
    let begun = 0;
    for await (const batch of batches) {
      const here = this.#threads === 0 || begun++ < BATCHES_HERE;
      const prepared = here ? this.#here(batch, dealer) : this.#inPool(batch, dealer);
      // Heard when its turn comes; the batch before it may fail first.
      prepared.catch(() => undefined);
      pending.push(prepared);
      if (here || pending.length > 2 * this.#threads) yield usable(await pending.shift());
    }
    for (const prepared of pending) yield usable(await prepared);
  }

  /** Ends the threads. */
  async onApplicationShutdown(): Promise<void> {
    await this.#pool?.destroy();
  }

  async #here(batch: ItemBatch, dealer: DealerOptions): Promise<PreparedBatch> {
    await turn();
    return prepareBatch(batch, dealer);
  }

  #inPool(batch: ItemBatch, dealer: DealerOptions): Promise<PreparedBatch> {
    this.#pool ??= new Tinypool({
      filename: new URL('./preparation.worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: this.#threads,
      // The next batch is there when one is done.
      concurrentTasksPerWorker: 2,
      // They go when no load has run for a while.
      idleTimeout: IDLE_MS,
      resourceLimits: {
        maxYoungGenerationSizeMb: MEGABYTES_YOUNG,
        maxOldGenerationSizeMb: MEGABYTES_OLD,
      },
    });
    return this.#pool.run({ batch, dealer }) as Promise<PreparedBatch>;
  }
}

function usable(prepared: PreparedBatch | undefined): PreparedBatch {
  if (prepared?.fault) {
    const { file, line, reason } = prepared.fault;
    throw unreadable(file, line, reason);
  }
  return prepared ?? { resources: [] };
}
