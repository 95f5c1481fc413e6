import { Injectable } from '@nestjs/common';

/** Tells this process's worker of messages that were queued here, so that it need not look for them. */
@Injectable()
export class MessageSignal {
  readonly #listeners = new Set<() => void>();

  onWake(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** To be called after the commit. */
  wake(): void {
    for (const listener of this.#listeners) listener();
  }
}
