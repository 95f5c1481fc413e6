import type { ClaimedMessage } from './message-record.js';

/** How a worker gets messages, and what it does with them. */
export interface WorkerOptions {
  /** Messages that are handled at one time. */
  readonly concurrency: number;
  /** How often it is looked for messages that nobody told of, such as those to be tried again. */
  readonly pollMs: number;
  claim(most: number): Promise<ClaimedMessage[]>;
  /** Handles a message to its end; does not throw for what is wrong with it. */
  handle(message: ClaimedMessage): Promise<void>;
  /** Told when claiming failed: it is tried again with the next look. */
  onError(error: unknown): void;
}

/** A loop that handles messages as they come. */
export class QueueWorker {
  readonly #running = new Set<Promise<void>>();
  #stopped = true;
  #loop: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #woken = false;

  constructor(private readonly options: WorkerOptions) {}

  /** Begins to look for messages. Repeatable. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#loop = this.#run();
  }

  /** Tells that there may be messages. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Claims no more, and waits for those that are being handled. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#loop;
    await Promise.all(this.#running);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const free = this.options.concurrency - this.#running.size;
      const messages = free > 0 ? await this.#claim(free) : [];
      for (const message of messages) this.#begin(message);
      // Claimed as many as there was room for: there may be more, as soon as one is done.
      await this.#pause();
    }
  }

  async #claim(most: number): Promise<ClaimedMessage[]> {
    try {
      return await this.options.claim(most);
    } catch (error) {
      this.options.onError(error);
      return [];
    }
  }

  #begin(message: ClaimedMessage): void {
    const handling = this.options
      .handle(message)
      .catch((error: unknown) => this.options.onError(error))
      .finally(() => {
        this.#running.delete(handling);
        // Its key may have another one.
        this.wake();
      });
    this.#running.add(handling);
  }

  async #pause(): Promise<void> {
    if (this.#woken || this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
