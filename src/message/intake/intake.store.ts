import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { takeNumbers } from '../../database/dealer-counter.js';
import { inTransaction } from '../../database/transaction.js';
import { FileStore } from '../../files/file.store.js';
import { QueueStore } from '../../queue/queue.store.js';
import type { Enqueued } from '../../queue/message-record.js';
import type { Submission } from './submission.js';

/** Puts messages from CRS into the queue, each of them once. */
@Injectable()
export class IntakeStore {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueStore,
    private readonly files: FileStore,
  ) {}

  /**
   * Stores messages of one dealer with their files, in their order: all of them or none. No two of them
   * may be the same.
   * @returns where each stands in the queue, and since when: now or, if it had come before, then
   */
  async store(dealerCode: string, submissions: readonly Submission[]): Promise<Enqueued[]> {
    const files = new Map(submissions.flatMap((submission) => [...submission.files]));
    const { pool } = this.database;
    // One statement will do unless another node adds messages of this dealer at the same moment.
    const added =
      files.size === 0
        ? await this.queue.enqueueOnce(pool, dealerCode, 'in', submissions)
        : undefined;
    return added ?? this.#storeLocked(dealerCode, submissions, files);
  }

  #storeLocked(
    dealerCode: string,
    submissions: readonly Submission[],
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<Enqueued[]> {
    return inTransaction(this.database.pool, async (client) => {
      await this.files.put(client, dealerCode, files);
      // The lock: from here on nobody else adds messages of this dealer.
      await takeNumbers(client, dealerCode, 'inbound', 0);
      const added = await this.queue.enqueueOnce(client, dealerCode, 'in', submissions);
      if (!added) throw new Error('Messages were added in spite of the lock');
      return added;
    });
  }
}
