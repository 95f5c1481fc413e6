import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { EventSignal } from './event-signal.js';
import { EventStore } from './event.store.js';

/** How often it is looked whether there are events that other nodes appended. */
const LOOK_EVERY_MS = 500;

/** What is waited for. */
export interface Wait {
  readonly dealerCode: string;
  /** Until the dealer's feed has an event after this sequence. */
  readonly after: number;
  /** But not longer than this. */
  readonly milliseconds: number;
  /** And not when nobody wants to know any more. */
  readonly gone: AbortSignal;
}

interface Waiter extends Pick<Wait, 'dealerCode' | 'after'> {
  end(error?: Error): void;
}

/**
 * Waits for events. However many wait, a node looks with one small query each half second, and not at
 * all while nobody does.
 */
@Injectable()
export class EventWatch implements OnModuleDestroy {
  readonly #waiters = new Set<Waiter>();
  #looking: Promise<void> | undefined;
  #closed = false;
  #woken = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly store: EventStore,
    signal: EventSignal,
  ) {
    signal.onWake(() => this.#lookNow());
  }

  /** How many wait at this moment. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /**
   * Ends when there is an event, when the time is over, when nobody wants to know any more, or when the
   * server stops.
   * @throws what reading the database throws
   */
  async wait({ dealerCode, after, milliseconds, gone }: Wait): Promise<void> {
    if (this.#closed || gone.aborted) return;
    await new Promise<void>((resolve, reject) => {
      const end = (error?: Error) => {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
        this.#waiters.delete(waiter);
        if (error === undefined) resolve();
        else reject(error);
      };
      const leave = () => end();
      const waiter: Waiter = { dealerCode, after, end };
      const timer = setTimeout(leave, milliseconds);
      gone.addEventListener('abort', leave);
      this.#waiters.add(waiter);
      this.#looking ??= this.#look();
    });
  }

  /** Lets everybody go: the server stops. */
  async onModuleDestroy(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters) waiter.end();
    this.#lookNow();
    await this.#looking;
  }

  #lookNow(): void {
    this.#woken = true;
    this.#wake();
  }

  async #look(): Promise<void> {
    while (this.#waiters.size > 0) {
      this.#woken = false;
      await this.#lookOnce();
      if (this.#waiters.size > 0 && !this.#woken) await this.#pause();
    }
    this.#looking = undefined;
  }

  async #lookOnce(): Promise<void> {
    const waiters = [...this.#waiters];
    try {
      const ends = await this.store.ends([...new Set(waiters.map((one) => one.dealerCode))]);
      for (const waiter of waiters)
        if ((ends.get(waiter.dealerCode) ?? 0) > waiter.after) waiter.end();
    } catch (error) {
      for (const waiter of waiters) waiter.end(error as Error);
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
