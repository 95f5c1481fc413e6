import { Injectable } from '@nestjs/common';

/** How far the end of this server has come. Where it has to be known, it is looked up here. */
@Injectable()
export class Stopping {
  readonly #closing = new AbortController();
  #announced = false;

  /** Whether it will end: requests are still taken, but whoever can should ask another one. */
  get isAnnounced(): boolean {
    return this.#announced;
  }

  /** Aborted when what is under way is to be finished, and what waits for something is to be let go. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Tells that this server will end. Repeatable. */
  announce(): void {
    this.#announced = true;
  }

  /** Tells that it ends now. Repeatable. */
  close(): void {
    this.announce();
    this.#closing.abort();
  }
}
