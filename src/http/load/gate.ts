import { performance } from 'node:perf_hooks';

/** Why somebody was not let in: too many waited already, or none of the places came free in time. */
export type Refusal = 'full' | 'late';

/** How many a {@link Gate} lets in. */
export interface GateSize {
  /** At one time. */
  readonly places: number;
  /** That wait for a place. */
  readonly waiting: number;
  /** For how long somebody may wait, as it is now. */
  readonly patienceMs: () => number;
}

/**
 * Lets a number of pieces of work in at one time; some more wait their turn, for a bounded time.
 *
 * The order: who has waited longest goes first, as long as nobody waits for more than half the time
 * there is. After that more comes than can be done: in the order of arrival everybody would wait for
 * almost all of that time, and those whose time ends would take the places of those who come. So the
 * newest goes first, and is answered as fast as on a quiet day; who is overtaken until its time is over
 * would have been refused in either order.
 *
 * Small and by hand: cockatiel's bulkhead wants the work as one function, keeps those that have left
 * in its queue, and knows one order.
 */
export class Gate {
  readonly #queue: Pass[] = [];
  #working = 0;

  constructor(private readonly size: GateSize) {}

  /** How many are in. */
  get working(): number {
    return this.#working;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Why whoever comes now is refused, if he is. */
  get refusal(): Refusal | undefined {
    if (this.#working < this.size.places) return undefined;
    if (this.#queue.length >= this.size.waiting) return 'full';
    return this.size.patienceMs() <= 0 ? 'late' : undefined;
  }

  /** @param turn is told once: that the place is there, or why there will be none */
  pass(turn: (refusal?: Refusal) => void): Pass {
    return new Pass(
      {
        enter: (pass) => this.#enter(pass),
        leave: (wasIn, pass) => this.#leave(wasIn, pass),
      },
      turn,
    );
  }

  #enter(pass: Pass): void {
    const { refusal } = this;
    if (refusal !== undefined) pass.refuse(refusal);
    else if (this.#working < this.size.places) {
      this.#working++;
      pass.begin();
    } else {
      this.#queue.push(pass);
      pass.wait(this.size.patienceMs());
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
    while (this.#queue.length > 0 && this.#working < this.size.places) {
      const patienceMs = this.size.patienceMs();
      const newestFirst = (this.#queue[0]?.waitedMs ?? 0) > patienceMs / 2;
      const next = newestFirst ? this.#queue.pop() : this.#queue.shift();
      if (!next) return;
      // There may be less time than when it came: what is begun too late ends too late.
      if (next.waitedMs > patienceMs) next.refuse('late');
      else {
        this.#working++;
        next.begin();
      }
    }
  }
}

interface Door {
  enter(pass: Pass): void;
  leave(wasIn: boolean, pass: Pass): void;
}

/** One piece of work before the gate, in it, and gone again. */
export class Pass {
  #state: 'new' | 'waiting' | 'in' | 'gone' = 'new';
  #timer: NodeJS.Timeout | undefined;
  #since = 0;

  constructor(
    private readonly door: Door,
    private readonly turn: (refusal?: Refusal) => void,
  ) {}

  /** Asks for a place. */
  enter(): void {
    if (this.#state === 'new') this.door.enter(this);
  }

  /** Gives the place back, or stops waiting for one. Repeatable: it counts once. */
  leave(): void {
    const state = this.#state;
    this.#state = 'gone';
    clearTimeout(this.#timer);
    if (state === 'in' || state === 'waiting') this.door.leave(state === 'in', this);
  }

  /** For the gate. */
  get waitedMs(): number {
    return performance.now() - this.#since;
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
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.refuse('late'), patienceMs);
  }

  /** For the gate. */
  refuse(refusal: Refusal): void {
    this.leave();
    this.turn(refusal);
  }
}
