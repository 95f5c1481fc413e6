import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Metrics } from '../http/metrics/metrics.js';
import { OneAtATime } from '../mirror/one-at-a-time.js';
import type { PullAnswer } from './pull-answer.js';
import { PullEntries } from './pull-entries.js';
import { PullRecordStore } from './pull-record.store.js';
import type { SubmissionAnswer } from './submission-answer.js';
import { SubmissionEntries } from './submission-entries.js';
import { SubmissionRecordStore } from './submission-record.store.js';
import { writeBatch } from './write-batch.js';

/** How often it is written what was answered: a crash loses no more than this and what settles. */
const EVERY_MS = 400;
/** For what is left when the server ends. */
const LAST_MS = 3_000;
/** Entries in memory, of either kind, while the database is away. */
const MOST = 10_000;
/** Small enough to keep no answer waiting while it is put together. */
const BATCH = 250;
const COMPLAIN_MS = 60_000;

/** Entries that wait to be written. */
interface Waiting<T> {
  take(now: number, most: number): readonly T[];
  putBack(entries: readonly T[], uncertain: boolean): void;
  giveUp(entries: readonly T[]): void;
}

/**
 * Records what CRS asked for and sent. No answer waits for it: what is told is written some at a time,
 * and what cannot be written waits in memory, as much as there is room for.
 */
@Injectable()
export class Recorder implements OnApplicationShutdown {
  readonly #logger = new Logger('Records');
  readonly #pulls = new PullEntries(MOST);
  readonly #submissions = new SubmissionEntries(MOST);
  readonly #round = new OneAtATime(() => this.#write(Date.now()));
  #complainedAt = -Infinity;
  #lost = 0;

  constructor(
    private readonly pullStore: PullRecordStore,
    private readonly submissionStore: SubmissionRecordStore,
    private readonly metrics: Metrics,
  ) {}

  /** Takes note of an answer of a pull endpoint. */
  pull(answer: PullAnswer): void {
    this.#pulls.add(answer);
  }

  /** Takes note of an answer to a message. */
  submission(answer: SubmissionAnswer): void {
    this.#submissions.add(answer);
  }

  /** How many entries wait to be written. */
  get waiting(): number {
    return this.#pulls.size + this.#submissions.size;
  }

  /** How many entries were given up since the server started. */
  get lost(): number {
    return this.#lost;
  }

  /** Writes what waits. */
  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    if (this.waiting > 0) await this.#round.run();
  }

  /** Writes what is left, if the database takes it in time. The last answers are given by now. */
  async onApplicationShutdown(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_MS)));
    const last = this.#round.idle().then(() => this.#write(Infinity));
    await Promise.race([last, late]);
    clearTimeout(timer);
    if (this.waiting > 0) this.#logger.warn({ lost: this.waiting }, 'Not all was recorded');
  }

  async #write(now: number): Promise<void> {
    await this.#writeAll(this.#pulls, now, (batch) => this.pullStore.write(batch));
    await this.#writeAll(this.#submissions, now, (batch) => this.submissionStore.write(batch));
    const lost = this.#pulls.takeLost() + this.#submissions.takeLost();
    if (lost === 0) return;
    this.#lost += lost;
    this.metrics.count('crs_records_lost_total', {}, lost);
    this.#complain({ lost: this.#lost }, 'Records were lost');
  }

  /** Batch by batch, until nothing is due or the database is away. */
  async #writeAll<T>(
    waiting: Waiting<T>,
    now: number,
    write: (batch: readonly T[]) => Promise<void>,
  ): Promise<void> {
    for (;;) {
      const batch = waiting.take(now, BATCH);
      if (batch.length === 0) return;
      const { refused, left, uncertain, error } = await writeBatch(batch, write);
      if (refused.length > 0) waiting.giveUp(refused);
      if (error) this.#complain({ err: error }, 'What was answered could not be recorded');
      if (left.length === 0) continue;
      waiting.putBack(left, uncertain);
      return;
    }
  }

  #complain(about: object, text: string): void {
    if (performance.now() - this.#complainedAt < COMPLAIN_MS) return;
    this.#complainedAt = performance.now();
    this.#logger.warn(about, text);
  }
}
