import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { isUnavailable } from '../database/unavailable.js';
import { AppError } from '../errors.js';
import { EventTransaction } from '../events/event-transaction.js';
import { EventStore } from '../events/event.store.js';
import type { NewEvent } from '../events/event.js';
import { delayAfter, type Backoff } from '../queue/backoff.js';
import type { ClaimedMessage, Settled } from '../queue/message-record.js';
import { QueueStore } from '../queue/queue.store.js';
import { QueueWorker } from '../queue/queue-worker.js';
import { InboundService } from './inbound.service.js';
import { MessageSignal } from './message-signal.js';

const POLL_MS = 1_000;

/** Attempts after which a message is parked; with the backoff, some five minutes. */
export const MOST_ATTEMPTS = 10;

const BACKOFF: Backoff = { seconds: [1, 2, 4, 8, 15, 30, 60], jitter: 0.2 };

/**
 * Handles the messages from CRS, on every node: those of one key one after the other, a technical
 * failure again and again and then by hand. What a message leads to is committed with the mark that it
 * is done, so that it happens once, whatever dies when.
 */
@Injectable()
export class InboundWorker implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(InboundWorker.name);
  readonly #worker: QueueWorker<ClaimedMessage>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly transaction: EventTransaction,
    private readonly queue: QueueStore,
    private readonly events: EventStore,
    private readonly inbound: InboundService,
    signal: MessageSignal,
  ) {
    this.#worker = new QueueWorker({
      name: 'handle message',
      concurrency: config.MESSAGE_WORKERS,
      pollMs: POLL_MS,
      claim: (most) => queue.claim('in', most),
      handle: (message) => this.#handle(message),
      onError: (err: unknown) => this.#logger.warn({ err }, 'Messages could not be looked for'),
    });
    signal.onWake(() => this.#worker.wake());
  }

  onApplicationBootstrap(): void {
    if (this.config.MESSAGE_WORKERS > 0) this.#worker.start();
  }

  /** Ends when the messages at hand are handled. */
  async onModuleDestroy(): Promise<void> {
    await this.#worker.stop();
  }

  async #handle(message: ClaimedMessage): Promise<void> {
    try {
      // The attempts before ended without a word: whatever that was, it must not go on for ever.
      if (message.attemptCount > MOST_ATTEMPTS)
        throw new Error('The process that handled it ended');
      await this.#apply(message);
    } catch (error) {
      await this.#fail(message, error);
    }
  }

  async #apply(message: ClaimedMessage): Promise<void> {
    const outcome = await this.transaction.run(async (client) => {
      const handled = await this.inbound.handle(client, message);
      if ('unmatched' in handled) {
        const { unmatched: error } = handled;
        await this.queue.settle(client, message, { state: 'unmatched', error });
        await this.events.append(client, message.dealerCode, [told('message.unmatched', message)]);
        return 'unmatched';
      }
      const { events, ...settled } = handled;
      await this.queue.settle(client, message, { state: 'done', ...settled });
      await this.events.append(client, message.dealerCode, events);
      return settled.outcome;
    });
    const { dealerCode: dealer, sequence, messageType } = message;
    this.#logger.log({ dealer, sequence, messageType, outcome }, 'Handled a message');
  }

  async #fail(message: ClaimedMessage, error: unknown): Promise<void> {
    if (error instanceof AppError && error.code === 'message-lost') return;
    const { dealerCode: dealer, sequence, attemptCount } = message;
    this.#logger.warn({ err: error, dealer, sequence, attemptCount }, 'A message failed');
    const reason = error instanceof Error ? error.message : String(error);
    const down = isUnavailable(error);
    if (down || attemptCount < MOST_ATTEMPTS) {
      const delay = delayAfter(down ? 1 : attemptCount, BACKOFF);
      await this.queue.postpone(message, reason, delay, { counted: !down });
    } else await this.#park(message, { state: 'parked', error: reason });
  }

  async #park(message: ClaimedMessage, settled: Settled): Promise<void> {
    await this.transaction.run(async (client) => {
      await this.queue.settle(client, message, settled);
      await this.events.append(client, message.dealerCode, [told('message.parked', message)]);
    });
  }
}

function told(type: NewEvent['type'], message: ClaimedMessage): NewEvent {
  const { sequence, direction, messageType, customerNumber, submittedMessageId } = message;
  const id = `${direction}-${sequence}`;
  return { type, data: { message: id, messageType, customerNumber, submittedMessageId } };
}
