import { trace } from '@opentelemetry/api';

/** How a worker gets its work, and what it does with it. */
export interface WorkerOptions<T> {
  /** What is done with a piece, in a word or two: names its trace. */
  readonly name: string;
  /** Pieces that are handled at one time. */
  readonly concurrency: number;
  /** How often it is looked for work that nobody told of, such as what is to be tried again. */
  readonly pollMs: number;
  claim(most: number): Promise<T[]>;
  /** Handles a piece to its end; does not throw for what is wrong with it. */
  handle(piece: T): Promise<void>;
  /** Told when claiming or handling failed unexpectedly: it is tried again with the next look. */
  onError(error: unknown): void;
}

const TRACER = trace.getTracer('crs-dealer-api');

/** A loop that handles work as it comes. Each piece is a trace of its own. */
export class QueueWorker<T> {
  readonly #running = new Set<Promise<void>>();
  #stopped = true;
  #loop: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #woken = false;

  constructor(private readonly options: WorkerOptions<T>) {}

  /** Begins to look for work. Repeatable. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#loop = this.#run();
  }

  /** Tells that there may be work. */
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
      const pieces = free > 0 ? await this.#claim(free) : [];
      for (const piece of pieces) this.#begin(piece);
      // Claimed as many as there was room for: there may be more, as soon as one is done.
      await this.#pause();
    }
  }

  async #claim(most: number): Promise<T[]> {
    try {
      return await this.options.claim(most);
    } catch (error) {
      this.options.onError(error);
      return [];
    }
  }

  #begin(piece: T): void {
    const handling = TRACER.startActiveSpan(this.options.name, { root: true }, (span) =>
      this.options
        .handle(piece)
        .catch((error: unknown) => this.options.onError(error))
        .finally(() => {
          span.end();
          this.#running.delete(handling);
          // It may have left more to do.
          this.wake();
        }),
    );
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
