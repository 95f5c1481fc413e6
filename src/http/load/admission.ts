import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Gate, type Pass, type Refusal } from './gate.js';
import { LoopDelay } from './loop-delay.js';
import type { Share } from './share.js';

/** For so long a request waits its turn at most, in milliseconds. */
const PATIENCE_MS = 400;

/**
 * So many turns of the event loop a request takes, beside its work: until it is seen, until it is told
 * that its time is over or has its place, and for what it asks of others meanwhile.
 */
const TURNS = 8;

/** How often it is told that requests are refused. */
const TELL_EVERY_MS = 10_000;

/** Shares that have places. */
export type BoundShare = Exclude<Share, 'free'>;

const LASTING_AT_ONCE = 256;
const DOCUMENTS_AT_ONCE = 16;
/** Most of a message's time is that of its sender; what is stored at one time is one batch a dealer. */
const MESSAGES_FOR_EACH = 4;

/**
 * Bounds what this server does at one time. What is beyond that waits a moment, and is refused when
 * there is no room for it or its moment is over: the server goes on answering as fast as it can, when
 * more is asked of it than that.
 */
@Injectable()
export class Admission implements OnApplicationShutdown {
  /** Refused since the start, by reason: too many waited already, or the turn did not come in time. */
  readonly refusals: Record<Refusal, number> = { full: 0, late: 0 };
  readonly #logger = new Logger(Admission.name);
  readonly #delay = new LoopDelay();
  readonly #gates: Readonly<Record<BoundShare, Gate>>;
  #untold = 0;
  #telling: NodeJS.Timeout | undefined;

  constructor(@Inject(CONFIG) config: Config) {
    const { REQUESTS_AT_ONCE, REQUESTS_WAITING } = config;
    const gate = (places: number, waiting = REQUESTS_WAITING) =>
      new Gate({ places, waiting, patienceMs: () => this.#patienceMs });
    this.#gates = {
      usual: gate(REQUESTS_AT_ONCE),
      messages: gate(MESSAGES_FOR_EACH * REQUESTS_AT_ONCE),
      lasting: gate(LASTING_AT_ONCE, 0),
      documents: gate(DOCUMENTS_AT_ONCE),
    };
  }

  /** Requests that are worked on, of one share or of all. */
  working(share?: BoundShare): number {
    return this.#count(share, (gate) => gate.working);
  }

  /** Requests that wait their turn, of one share or of all. */
  waiting(share?: BoundShare): number {
    return this.#count(share, (gate) => gate.waiting);
  }

  /** How late the event loop has been lately, in milliseconds. */
  get loopDelay(): number {
    return this.#delay.milliseconds;
  }

  /** Why a request that came now would be refused at once, if it would. */
  refusal(share: BoundShare): Refusal | undefined {
    return this.#gates[share].refusal;
  }

  /** A pass for one request, to be entered. @param turn as of {@link Gate.pass} */
  pass(share: BoundShare, turn: (refusal?: Refusal) => void): Pass {
    return this.#gates[share].pass(turn);
  }

  /**
   * How long a request may wait now. One that arrives while the event loop is late has waited already,
   * where nobody could see it, and will wait so again at each of its turns.
   */
  get #patienceMs(): number {
    return PATIENCE_MS - TURNS * this.#delay.milliseconds;
  }

  /** Counts a refusal, and tells of them now and then: a line for each would be load of its own. */
  refused(refusal: Refusal): void {
    this.refusals[refusal]++;
    this.#untold++;
    if (this.#telling) return;
    this.#tell();
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      if (this.#untold > 0) this.#tell();
    }, TELL_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.#telling);
    this.#delay.stop();
  }

  #tell(): void {
    const state = { refused: this.#untold, working: this.working(), waiting: this.waiting() };
    this.#logger.warn(state, 'More is asked than can be done: requests are refused with 503');
    this.#untold = 0;
  }

  #count(share: BoundShare | undefined, of: (gate: Gate) => number): number {
    const gates = share === undefined ? Object.values(this.#gates) : [this.#gates[share]];
    return gates.reduce((sum, gate) => sum + of(gate), 0);
  }
}
