import { setTimeout as delay } from 'node:timers/promises';

/** Keeps requests at least so far apart that there are no more than a number of them a second. */
export class Pacer {
  #next = 0;

  /** @param rate a second; undefined for no limit */
  constructor(private readonly rate: number | undefined) {}

  /** Resolves when the next request may be sent. */
  async turn(signal?: AbortSignal): Promise<void> {
    if (this.rate === undefined) return;
    const now = performance.now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / this.rate;
    if (at > now) await delay(at - now, undefined, { ...(signal && { signal }) });
  }
}
