import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isUnavailable } from '../../database/unavailable.js';
import type { Enqueued } from '../../queue/message-record.js';
import { IntakeStore } from './intake.store.js';
import type { Submission } from './submission.js';

/** Most of one transaction. */
const MOST_MESSAGES = 64;
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * How long the next transaction waits after one of several messages: their senders often have more, and
 * then all go together. Without it they split into two groups that wait for each other's commits.
 */
const GATHER_MS = 1;

/** A message that waits to be stored, and whoever waits for it: the same message may come twice. */
interface Waiting {
  readonly submission: Submission;
  readonly signal: AbortSignal;
  readonly stored: PromiseWithResolvers<Enqueued>;
}

/**
 * Stores the messages of a dealer that come while a transaction is under way together in the next one:
 * each of them waits for one commit at most, and a commit costs the same for one as for many.
 */
@Injectable()
export class DealerBatches {
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(private readonly store: IntakeStore) {}

  /**
   * Resolves when the message is committed.
   * @param signal says that nobody waits for it any more: then it may not be stored
   * @returns where it stands in the queue, and since when
   */
  add(dealerCode: string, submission: Submission, signal: AbortSignal): Promise<Enqueued> {
    const one = { submission, signal, stored: Promise.withResolvers<Enqueued>() };
    const waiting = this.#waiting.get(dealerCode);
    if (waiting) waiting.push(one);
    else {
      this.#waiting.set(dealerCode, [one]);
      void this.#run(dealerCode);
    }
    return one.stored.promise;
  }

  /** Stores batch after batch until nothing waits. */
  async #run(dealerCode: string): Promise<void> {
    for (let last = 0; ;) {
      if (last > 1) await delay(GATHER_MS);
      const waiting = this.#waiting.get(dealerCode) ?? [];
      const batch = takeBatch(waiting);
      last = batch.length;
      if (last === 0) break;
      await this.#storeTogether(dealerCode, batch);
    }
    this.#waiting.delete(dealerCode);
  }

  async #storeTogether(dealerCode: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const distinct = distinctOf(batch);
      const added = await this.store.store(
        dealerCode,
        [...distinct.values()].map(({ submission }) => submission),
      );
      const byKey = new Map([...distinct.keys()].map((key, index) => [key, added[index]]));
      for (const one of batch) one.stored.resolve(byKey.get(keyOf(one.submission)) ?? never());
    } catch (error) {
      // With the database gone none of them can be stored; else it may be the fault of one of them.
      if (batch.length === 1 || isUnavailable(error))
        for (const { stored } of batch) stored.reject(error);
      else for (const one of batch) await this.#storeTogether(dealerCode, [one]);
    }
  }
}

/** Takes the first messages out of those that wait, without those that nobody waits for. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const batch: Waiting[] = [];
  let bytes = 0;
  for (let next = waiting[0]; next; next = waiting[0]) {
    bytes += sizeOf(next.submission);
    if (batch.length > 0 && (batch.length === MOST_MESSAGES || bytes > MOST_BYTES)) break;
    waiting.shift();
    if (!next.signal.aborted) batch.push(next);
  }
  return batch;
}

function sizeOf({ body, files }: Submission): number {
  return [...files.values()].reduce((sum, contents) => sum + contents.length, body.length);
}

/** Each message of the batch once, in their order. */
function distinctOf(batch: readonly Waiting[]): Map<string, Waiting> {
  const first = new Map<string, Waiting>();
  for (const one of batch) {
    const key = keyOf(one.submission);
    if (!first.has(key)) first.set(key, one);
  }
  return first;
}

/** The same for the same message of the same client. */
function keyOf({ enqueuedClientId, submittedMessageId, digest }: Submission): string {
  const hex = Buffer.from(digest).toString('hex');
  return JSON.stringify([enqueuedClientId, submittedMessageId, hex]);
}

function never(): never {
  throw new Error('A message of the batch was not stored');
}
