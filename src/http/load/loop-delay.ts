import { monitorEventLoopDelay } from 'node:perf_hooks';

const LOOK_EVERY_MS = 100;
const RESOLUTION_MS = 10;
const NANOSECONDS = 1e6;

/** How late the event loop is: what arrives has waited for so long before anybody could see it. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #milliseconds = 0;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Of the last tenth of a second. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  // The mean: one long pause, as of a garbage collection, is no lasting load.
  #look(): void {
    const { count, mean } = this.#histogram;
    this.#milliseconds = count === 0 ? 0 : Math.max(0, mean / NANOSECONDS - RESOLUTION_MS);
    this.#histogram.reset();
  }
}
