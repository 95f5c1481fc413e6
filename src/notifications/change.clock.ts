import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OneAtATime } from '../mirror/one-at-a-time.js';
import { ChangeNotifier } from './change-notifier.service.js';
import { ChangeStore } from './change.store.js';

const EVERY_MS = 1_000;

/**
 * Follows the dealers' mirrors, on every node: whatever has published, and in whichever process, CRS is
 * told of it afterwards, and no load waits for that.
 */
@Injectable()
export class ChangeClock implements OnModuleDestroy {
  readonly #logger = new Logger('Notifications');
  readonly #look = new OneAtATime(() => this.pass());
  #stopped = false;

  constructor(
    private readonly changes: ChangeStore,
    private readonly notifier: ChangeNotifier,
  ) {}

  /** A look that is still under way is not doubled. */
  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    if (this.#stopped) return;
    await this.#look.run().catch((err: unknown) => {
      this.#logger.warn({ err }, 'Changes to notify CRS of were not looked for');
    });
  }

  /** One look at all dealers. What goes wrong with one is logged, and the others go on. */
  async pass(): Promise<void> {
    for (const dealer of await this.changes.movedDealers()) {
      if (this.#stopped) return;
      await this.notifier.notify(dealer).catch((err: unknown) => {
        this.#logger.warn({ err, dealer }, 'Notifications were not queued; it is tried again');
      });
    }
  }

  /** Ends with the dealer that a look is at. */
  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    await this.#look.idle();
  }
}
