import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../auth/clock.js';
import { EventSignal } from '../events/event-signal.js';
import { QueueWorker } from '../queue/queue-worker.js';
import { DeliveryService } from './delivery.service.js';
import { DeliveryStore, type ClaimedWebhook } from './delivery.store.js';

/** Webhooks that are delivered to at one time: a slow one takes one place of many. */
const AT_ONCE = 16;
const POLL_MS = 1_000;
/** Deliveries under way have so long to end by themselves when the server stops. */
const GRACE_MS = 3_000;

/** Delivers events to webhooks as they happen, on every node. */
@Injectable()
export class WebhookWorker implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Webhooks');
  readonly #worker: QueueWorker<ClaimedWebhook>;
  readonly #soon = new AbortController();
  readonly #now = new AbortController();

  constructor(
    private readonly store: DeliveryStore,
    private readonly deliveries: DeliveryService,
    @Inject(CLOCK) private readonly clock: Clock,
    signal: EventSignal,
  ) {
    this.#worker = new QueueWorker<ClaimedWebhook>({
      concurrency: AT_ONCE,
      pollMs: POLL_MS,
      claim: (most) => this.#claim(most),
      // Where one breaks off its lease ends by itself.
      handle: (webhook) => this.#deliver(webhook),
      onError: (err: unknown) => this.#logger.warn({ err }, 'Delivering events broke off'),
    });
    signal.onWake(() => this.#worker.wake());
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Begins to look for events to deliver. */
  start(): void {
    if (!this.#soon.signal.aborted) this.#worker.start();
  }

  /** Claims no more, and ends when the deliveries under way have ended or were given up. For good. */
  async stop(): Promise<void> {
    this.#soon.abort();
    const timer = setTimeout(() => this.#now.abort(), GRACE_MS);
    await this.#worker.stop();
    clearTimeout(timer);
  }

  /** Delivers what is due, until nothing is; without the loop. */
  async pass(): Promise<void> {
    for (;;) {
      const claimed = await this.#claim(AT_ONCE);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((one) => this.#deliver(one)));
    }
  }

  #claim(most: number): Promise<ClaimedWebhook[]> {
    return this.store.claim(most, new Date(this.clock()));
  }

  #deliver(webhook: ClaimedWebhook): Promise<void> {
    const ending = { soon: this.#soon.signal, now: this.#now.signal };
    return this.deliveries.deliver(webhook, ending);
  }
}
