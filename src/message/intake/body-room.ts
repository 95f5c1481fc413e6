import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../errors.js';

/** How many bodies of the greatest size are held at one time. */
const LARGEST_AT_ONE_TIME = 8;

/** Bytes. Bodies up to this size need no room of their own: large ones never keep them waiting. */
const SMALL = 64 * 1024;

/** Seconds. */
const RETRY_AFTER = 10;

interface Waiting {
  readonly bytes: number;
  begin(): void;
}

/**
 * The memory that large messages may take together, from their first byte until they are stored. One
 * for which there is no room is not read: its sender waits, for as long as a request may take.
 */
@Injectable()
export class BodyRoom {
  readonly #waiting: Waiting[] = [];
  readonly #patienceMs: number;
  #free: number;

  constructor(@Inject(CONFIG) config: Config) {
    this.#free = LARGEST_AT_ONE_TIME * config.MESSAGE_BODY_BYTES;
    this.#patienceMs = config.REQUEST_TIMEOUT_MS;
  }

  /**
   * Does the work once there is room.
   * @param bytes of the body; the limit where it is not known
   * @throws AppError `overloaded` when there is none in time; what the work throws
   */
  async use<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (bytes <= SMALL) return work();
    await this.#take(bytes);
    try {
      return await work();
    } finally {
      this.#give(bytes);
    }
  }

  async #take(bytes: number): Promise<void> {
    if (this.#waiting.length === 0 && bytes <= this.#free) {
      this.#free -= bytes;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiting = {
        bytes,
        begin: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(new AppError('overloaded', undefined, { retryAfter: RETRY_AFTER }));
        // Those behind it may need less.
        this.#admit();
      }, this.#patienceMs);
      this.#waiting.push(waiting);
    });
  }

  #give(bytes: number): void {
    this.#free += bytes;
    this.#admit();
  }

  /** In the order they came: a large one is not overtaken for ever. */
  #admit(): void {
    for (let next = this.#waiting[0]; next && next.bytes <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.bytes;
      next.begin();
    }
  }
}
