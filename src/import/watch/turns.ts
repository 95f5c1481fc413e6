/** Lets so much work run at one time, and the rest wait in the order it came. */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Runs the work when it is its turn. @throws what the work throws */
  async take(work: () => Promise<void>): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((begin) => this.#waiting.push(begin));
    try {
      await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
