import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../database/database.js';
import { OPEN } from './mirror-table.js';
import { OneAtATime } from './one-at-a-time.js';
import { publishReturns } from './publish.js';

const EVERY_MS = 30_000;

/**
 * Lets contracts end when their last asset is due back: the list of active contracts changes with
 * time, also when nothing is loaded.
 */
@Injectable()
export class ReturnDateClock {
  readonly #logger = new Logger(ReturnDateClock.name);
  readonly #look = new OneAtATime(() => this.pass());

  constructor(private readonly database: Database) {}

  /** Looks at all dealers; a look that is still under way is not doubled. */
  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    await this.#look.run().catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'Return dates were not looked at');
    });
  }

  /** One look at all dealers. What goes wrong with one is logged, and the others go on. */
  async pass(): Promise<void> {
    const { rows } = await this.database.pool.query<{ dealer_code: string }>(DUE_DEALERS);
    for (const { dealer_code: dealer } of rows)
      await this.database
        .withSession((session) => publishReturns(session, dealer))
        .catch((error: unknown) =>
          this.#logger.warn({ err: error, dealer }, 'Contracts that are due were not ended'),
        );
  }

  /** Waits for a look that is under way. */
  async onModuleDestroy(): Promise<void> {
    await this.#look.idle();
  }
}

const DUE_DEALERS = `
  SELECT d.dealer_code FROM dealer d WHERE EXISTS (
    SELECT FROM contract c WHERE c.dealer_code = d.dealer_code AND c.gen_to = ${OPEN}
      AND c.next_return_at <= now())`;
