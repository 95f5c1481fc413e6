import { Injectable } from '@nestjs/common';

/** Tells what waits for events in this process that some were appended here, so that it need not look. */
@Injectable()
export class EventSignal {
  readonly #listeners = new Set<() => void>();

  onWake(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** To be called after the commit. */
  wake(): void {
    for (const listener of this.#listeners) listener();
  }
}
