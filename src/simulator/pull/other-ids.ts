/**
 * Counts how many ids of one list are those of another. Where not all need to be (closed contracts
 * are not listed), none at all says that the two lists speak of different ids.
 */
export class OtherIds {
  #known = 0;
  #unknown = 0;
  #sample = '';

  add(id: string, isKnown: boolean): void {
    if (isKnown) this.#known++;
    else this.#unknown++;
    if (!isKnown) this.#sample ||= id;
  }

  /** Whether there are enough of them to say something. */
  get isEnough(): boolean {
    return this.#known + this.#unknown >= ENOUGH;
  }

  /** What is wrong, if so. */
  get fault(): string | undefined {
    if (this.#known > 0) return undefined;
    return `none of ${this.#unknown} is known, such as ${this.#sample}`;
  }
}

const ENOUGH = 10;
