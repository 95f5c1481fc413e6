import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CONFIG, type Config } from '../config/config.js';
import { OneAtATime } from '../mirror/one-at-a-time.js';
import { RecordRetentionStore } from './record-retention.store.js';

const EVERY_MS = 10 * 60_000;

/** Forgets, from time to time, what was recorded more than RECORD_DAYS ago. */
@Injectable()
export class RecordClock {
  readonly #logger = new Logger('Records');
  readonly #look = new OneAtATime(() => this.pass());

  constructor(
    private readonly store: RecordRetentionStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Looks at all dealers. */
  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    await this.#look.run().catch((err: unknown) => {
      this.#logger.warn({ err }, 'Old records could not be forgotten');
    });
  }

  /** One look at all dealers. */
  async pass(): Promise<void> {
    const records = await this.store.forget(this.config.RECORD_DAYS);
    if (records > 0) this.#logger.log({ records }, 'Forgot old records');
  }

  /** Waits for a look that is under way. */
  async onModuleDestroy(): Promise<void> {
    await this.#look.idle();
  }
}
