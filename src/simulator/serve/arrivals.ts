import type { JsonObject } from '../../interface/message/json-values.js';
import type { Inspection } from '../traffic/inspection.js';
import type { Refusal } from './crs-requests.js';

/** A message of the dealer's that CRS took. */
export interface Arrival {
  readonly message: JsonObject;
  readonly inspection: Inspection;
  /** Why it changed nothing. */
  readonly refusal?: Refusal | undefined;
}

/** What arrived from the dealer, in its order, and who waits for it. */
export class Arrivals {
  readonly #all: Arrival[] = [];
  readonly #waiting = new Set<() => void>();

  /** How many there have been: a place to look from. */
  get end(): number {
    return this.#all.length;
  }

  add(arrival: Arrival): void {
    this.#all.push(arrival);
    for (const look of this.#waiting) look();
  }

  /**
   * The first arrival from a place on that is looked for, as soon as it is there.
   * @param waitMs 0: only what is there
   */
  async find(
    from: number,
    waitMs: number,
    isWanted: (arrival: Arrival) => boolean,
  ): Promise<{ readonly arrival: Arrival; readonly next: number } | undefined> {
    const look = () => {
      const at = this.#all.findIndex((arrival, index) => index >= from && isWanted(arrival));
      const arrival = this.#all[at];
      return arrival && { arrival, next: at + 1 };
    };
    const found = look();
    if (found || waitMs <= 0) return found;
    return new Promise((resolve) => {
      const end = (result: ReturnType<typeof look>) => {
        clearTimeout(timer);
        this.#waiting.delete(again);
        resolve(result);
      };
      const again = () => {
        const result = look();
        if (result) end(result);
      };
      const timer = setTimeout(() => end(undefined), waitMs);
      this.#waiting.add(again);
    });
  }
}
