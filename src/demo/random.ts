const STREAMS = {
  customer: 1,
  jobsite: 2,
  jobsiteOwner: 3,
  contractTerms: 4,
  contractAssets: 5,
  contractText: 6,
  invoice: 7,
  customerRates: 8,
  customerRate: 9,
} as const;

/** One independent series of draws per kind of item. */
export type Stream = keyof typeof STREAMS;

const WARM_UP_ROUNDS = 15;

/**
 * A seeded generator of our own draws: sfc32 ("small fast counting") by Chris Doty-Humphrey, from
 * PractRand. The state is set from seed, stream, index and part, so that every item has its own
 * series and can be drawn again without the items before it.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  constructor(seed: number, stream: Stream, index: number, part = 0) {
    this.a = seed | 0;
    this.b = STREAMS[stream];
    this.c = index | 0;
    this.counter = (part + 1) | 0;
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) this.bits();
  }

  /** A number from 0 up to, but not including, 1. */
  fraction(): number {
    return (this.bits() >>> 0) / 4294967296;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** A value with the given probability, else undefined (a member that JSON leaves out). */
  sometimes<T>(probability: number, value: () => T): T | undefined {
    return this.chance(probability) ? value() : undefined;
  }

  /** One of the list, which must not be empty. */
  pick<T>(list: readonly T[]): T {
    const item = list[this.int(0, list.length - 1)];
    if (item === undefined) throw new RangeError('cannot pick from an empty list');
    return item;
  }

  /** One of the values, each as likely as its weight says. */
  weighted<T>(entries: readonly (readonly [T, number])[]): T {
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of entries) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.pick(entries)[0];
  }

  /** A text of `length` digits, with leading zeros. */
  digits(length: number): string {
    return String(this.int(0, 10 ** length - 1)).padStart(length, '0');
  }

  private bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum;
  }
}
