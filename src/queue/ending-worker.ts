import { QueueWorker, type WorkerOptions } from './queue-worker.js';

/** How a server that ends tells it to work that talks with others and may take long. */
export interface Ending {
  /** Nothing further is begun with. */
  readonly soon: AbortSignal;
  /** What is under way is given up, and left to another server. */
  readonly now: AbortSignal;
}

export interface EndingWorkerOptions<T> extends Omit<WorkerOptions<T>, 'handle'> {
  /** What is under way has so long to end by itself when the server stops. */
  readonly graceMs: number;
  /** Handles a piece to its end; does not throw for what is wrong with it. */
  handle(piece: T, ending: Ending): Promise<void>;
}

/** A {@link QueueWorker} that gives up what does not end in time when it is stopped. */
export class EndingWorker<T> {
  readonly #worker: QueueWorker<T>;
  readonly #soon = new AbortController();
  readonly #now = new AbortController();
  readonly #ending: Ending = { soon: this.#soon.signal, now: this.#now.signal };

  constructor(private readonly options: EndingWorkerOptions<T>) {
    const handle = (piece: T) => options.handle(piece, this.#ending);
    this.#worker = new QueueWorker<T>({ ...options, handle });
  }

  /** Begins to look for work, unless it is for others (no concurrency) or was stopped. Repeatable. */
  start(): void {
    if (this.options.concurrency > 0 && !this.#soon.signal.aborted) this.#worker.start();
  }

  /** Tells that there may be work. */
  wake(): void {
    this.#worker.wake();
  }

  /** Claims no more, and ends when what is under way has ended or was given up. For good. */
  async stop(): Promise<void> {
    this.#soon.abort();
    const timer = setTimeout(() => this.#now.abort(), this.options.graceMs);
    await this.#worker.stop();
    clearTimeout(timer);
  }

  /** Handles what is due, until nothing is; without the loop. */
  async pass(): Promise<void> {
    for (;;) {
      const claimed = await this.options.claim(this.options.concurrency);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((piece) => this.options.handle(piece, this.#ending)));
    }
  }
}
