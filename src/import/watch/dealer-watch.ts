import { Logger } from '@nestjs/common';
import { reasonOf } from '../readers/source-error.js';
import type { Turns } from './turns.js';
import { BundleNotLoadedError } from './watch.service.js';

const LONGEST_PAUSE_MS = 5 * 60_000;

/** Has one dealer's bundles worked off, again and again, with pauses that grow while it fails. */
export class DealerWatch {
  readonly #logger = new Logger('WatchedFolder');
  #isAtWork = false;
  #failures = 0;
  #restUntil = 0;

  constructor(
    private readonly dealer: string,
    private readonly everyMs: number,
    private readonly turns: Turns,
    private readonly work: () => Promise<void>,
  ) {}

  /** Works them off, unless that is under way or failed just now. Never throws. */
  async look(isStopping: () => boolean): Promise<void> {
    if (this.#isAtWork || performance.now() < this.#restUntil) return;
    this.#isAtWork = true;
    try {
      await this.turns.take(this.work);
      this.#failures = 0;
    } catch (error) {
      if (isStopping()) return;
      const pauseMs = Math.min(this.everyMs * 2 ** this.#failures++, LONGEST_PAUSE_MS);
      // The timers of two passes are never exactly as far apart as asked for.
      this.#restUntil = performance.now() + pauseMs - this.everyMs / 2;
      this.#tell(error, pauseMs);
    } finally {
      this.#isAtWork = false;
    }
  }

  #tell(error: unknown, pauseMs: number): void {
    const bundle = error instanceof BundleNotLoadedError ? error.bundle : undefined;
    const err = error instanceof BundleNotLoadedError ? error.cause : error;
    this.#logger.error(
      { dealer: this.dealer, bundle, err, againInSeconds: Math.round(pauseMs / 1000) },
      `Bundles could not be loaded, and wait: ${reasonOf(err)}`,
    );
  }
}
