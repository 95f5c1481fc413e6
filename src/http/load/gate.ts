import { performance } from 'node:perf_hooks';

/** Why somebody was not let in: too many waited already, or none of the places came free in time. */
export type Refusal = 'full' | 'late';

/** How many a {@link Gate} lets in. */
export interface GateSize {
  /** At one time. */
  readonly places: number;
  /** That wait for a place. */
  readonly waiting: number;
}

/** For so long somebody must have waited at every moment until newcomers go first. */
const BUSY_MS = 100;

/**
 * Lets a number of pieces of work in at one time; some more wait their turn, for a bounded time.
 *
 * The order: who has waited longest goes first, as long as everybody has gone within the last
 * {@link BUSY_MS}. When the queue does not empty any more, more comes than can be done: then in the
 * order of arrival everybody would wait for almost all the time there is, and those whose time ends
 * would take the places of those who come. So the newest goes first, and is answered as fast as on a
 * quiet day; who is overtaken until its time is over would have been refused in either order.
 *
 * Small and by hand: cockatiel's bulkhead wants the work as one function, keeps those that have left
 * in its queue, and knows one order.
 */
export class Gate {
  readonly #queue: Pass[] = [];
  #working = 0;
  #busySince = 0;

  constructor(private readonly size: GateSize) {}

  /** How many are in. */
  get working(): number {
    return this.#working;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Why whoever comes now is refused, if he is.
   * @param patienceMs for how long he would wait
   */
  refusal(patienceMs: number): Refusal | undefined {
    if (this.#working < this.size.places) return undefined;
    if (this.#queue.length >= this.size.waiting) return 'full';
    return patienceMs <= 0 ? 'late' : undefined;
  }

  /** @param turn is told once: that the place is there, or why there will be none */
  pass(turn: (refusal?: Refusal) => void): Pass {
    return new Pass(
      {
        enter: (pass, patienceMs) => this.#enter(pass, patienceMs),
        leave: (wasIn, pass) => this.#leave(wasIn, pass),
      },
      turn,
    );
  }

  #enter(pass: Pass, patienceMs: number): void {
    const refusal = this.refusal(patienceMs);
    if (refusal !== undefined) pass.refuse(refusal);
    else if (this.#working < this.size.places) {
      this.#working++;
      pass.begin();
    } else {
      if (this.#queue.length === 0) this.#busySince = performance.now();
      this.#queue.push(pass);
      pass.wait(patienceMs);
    }
  }

  #leave(wasIn: boolean, pass: Pass): void {
    if (wasIn) {
      this.#working--;
      this.#next();
    } else {
      const place = this.#queue.indexOf(pass);
      if (place >= 0) this.#queue.splice(place, 1);
    }
  }

  #next(): void {
    if (this.#queue.length === 0 || this.#working >= this.size.places) return;
    const newestFirst = performance.now() - this.#busySince > BUSY_MS;
    const next = newestFirst ? this.#queue.pop() : this.#queue.shift();
    if (!next) return;
    this.#working++;
    next.begin();
  }
}

interface Door {
  enter(pass: Pass, patienceMs: number): void;
  leave(wasIn: boolean, pass: Pass): void;
}

/** One piece of work before the gate, in it, and gone again. */
export class Pass {
  #state: 'new' | 'waiting' | 'in' | 'gone' = 'new';
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly door: Door,
    private readonly turn: (refusal?: Refusal) => void,
  ) {}

  /** Asks for a place. @param patienceMs for how long to wait for one */
  enter(patienceMs: number): void {
    if (this.#state === 'new') this.door.enter(this, patienceMs);
  }

  /** Gives the place back, or stops waiting for one. Repeatable: it counts once. */
  leave(): void {
    const state = this.#state;
    this.#state = 'gone';
    clearTimeout(this.#timer);
    if (state === 'in' || state === 'waiting') this.door.leave(state === 'in', this);
  }

  /** For the gate. */
  begin(): void {
    clearTimeout(this.#timer);
    this.#state = 'in';
    this.turn();
  }

  /** For the gate. */
  wait(patienceMs: number): void {
    this.#state = 'waiting';
    this.#timer = setTimeout(() => this.refuse('late'), patienceMs);
  }

  /** For the gate. */
  refuse(refusal: Refusal): void {
    this.leave();
    this.turn(refusal);
  }
}
