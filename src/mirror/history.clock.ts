import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../database/database.js';
import { OneAtATime } from './one-at-a-time.js';
import { forgetHistory, type Retention } from './history.js';

const EVERY_MS = 10 * 60_000;

/** Pulls end after two hours; the rest is for looking into what CRS was served. */
const RETENTION: Retention = { hours: 48, generations: 3 };

/** Forgets, from time to time, what no pull can ask for any more. */
@Injectable()
export class HistoryClock {
  readonly #logger = new Logger(HistoryClock.name);
  readonly #look = new OneAtATime(() => this.pass());

  constructor(private readonly database: Database) {}

  /** Looks at all dealers. */
  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    await this.#look.run().catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'Old versions could not be forgotten');
    });
  }

  /** One look at all dealers, and at pins whose pulls ended a day ago. */
  async pass(retention = RETENTION): Promise<void> {
    await this.database.withSession(async (session) => {
      await session.query(`DELETE FROM pull_pin WHERE used_at < now() - interval '1 day'`);
      const { rows } = await session.query<{ dealer_code: string }>(
        'SELECT dealer_code FROM dealer_generation ORDER BY dealer_code',
      );
      for (const { dealer_code: dealer } of rows) {
        const versions = await forgetHistory(session, dealer, retention);
        if (versions > 0) this.#logger.log({ dealer, versions }, 'Forgot versions out of use');
      }
    });
  }

  /** Waits for a look that is under way. */
  async onModuleDestroy(): Promise<void> {
    await this.#look.idle();
  }
}
