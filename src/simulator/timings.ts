/** How long requests of one kind took. Milliseconds. */
export interface Timing {
  readonly kind: string;
  readonly requests: number;
  readonly bytes: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly slowest: number;
  /** All of them together. */
  readonly total: number;
}

/** Collects how long requests take, by kind. */
export class Timings {
  readonly #kinds = new Map<string, { milliseconds: number[]; bytes: number }>();

  add(kind: string, milliseconds: number, bytes: number): void {
    const known = this.#kinds.get(kind) ?? { milliseconds: [], bytes: 0 };
    this.#kinds.set(kind, known);
    known.milliseconds.push(milliseconds);
    known.bytes += bytes;
  }

  list(): Timing[] {
    return [...this.#kinds].map(([kind, { milliseconds, bytes }]) => {
      const sorted = Float64Array.from(milliseconds).sort();
      const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
      return {
        kind,
        requests: sorted.length,
        bytes,
        median: at(0.5),
        p95: at(0.95),
        p99: at(0.99),
        slowest: at(1),
        total: Math.round(sorted.reduce((sum, one) => sum + one, 0)),
      };
    });
  }
}
