import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OneAtATime } from '../../mirror/one-at-a-time.js';
import { CallOffService } from './call-off.service.js';
import { CallOffStore, type MovedDealer } from './call-off.store.js';

const EVERY_MS = 5_000;

/** Looks at the open call-offs of a dealer whenever the dealer's mirror has moved. */
@Injectable()
export class CallOffClock implements OnModuleDestroy {
  readonly #logger = new Logger(CallOffClock.name);
  readonly #look = new OneAtATime(() => this.pass());

  constructor(
    private readonly store: CallOffStore,
    private readonly service: CallOffService,
  ) {}

  /** A look that is still under way is not doubled. */
  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    await this.#look.run().catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'Call-offs were not looked at');
    });
  }

  /** One look at all dealers. What goes wrong with one is logged, and the others go on. */
  async pass(): Promise<void> {
    for (const dealer of await this.store.movedDealers())
      await this.#passOne(dealer).catch((error: unknown) =>
        this.#logger.warn(
          { err: error, dealer: dealer.dealerCode },
          'Call-offs were not closed; they are looked at again',
        ),
      );
  }

  /** Waits for a look that is under way. */
  async onModuleDestroy(): Promise<void> {
    await this.#look.idle();
  }

  async #passOne(moved: MovedDealer): Promise<void> {
    const closed = await this.service.closeReturned(moved.dealerCode);
    await this.store.looked(moved);
    if (closed > 0) this.#logger.log({ dealer: moved.dealerCode, closed }, 'Call-offs were closed');
  }
}
