import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../database/database.js';

const EVERY_MS = 60 * 60_000;
const KEEP_DAYS = 30;

/** Forgets the deliveries of long ago, every hour: a server that is started anew each day does, too. */
@Injectable()
export class DeliveryLogClock {
  readonly #logger = new Logger('Webhooks');
  #running: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    this.#running = this.pass().catch((err: unknown) =>
      this.#logger.warn({ err }, 'Old deliveries could not be forgotten'),
    );
    await this.#running;
  }

  /** One look at all dealers. */
  async pass(): Promise<void> {
    await this.database.withSession((session) =>
      session.query(
        `DELETE FROM webhook_delivery d USING dealer
         WHERE d.dealer_code = dealer.dealer_code
           AND d.time < clock_timestamp() - interval '${KEEP_DAYS} days'`,
      ),
    );
  }

  /** Waits for a look that is under way. */
  async onModuleDestroy(): Promise<void> {
    await this.#running;
  }
}
