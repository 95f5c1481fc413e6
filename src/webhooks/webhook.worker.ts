import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../auth/clock.js';
import { EventSignal } from '../events/event-signal.js';
import { EndingWorker } from '../queue/ending-worker.js';
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
  readonly #worker: EndingWorker<ClaimedWebhook>;

  constructor(
    store: DeliveryStore,
    deliveries: DeliveryService,
    @Inject(CLOCK) clock: Clock,
    signal: EventSignal,
  ) {
    this.#worker = new EndingWorker<ClaimedWebhook>({
      name: 'deliver events',
      concurrency: AT_ONCE,
      pollMs: POLL_MS,
      graceMs: GRACE_MS,
      claim: (most) => store.claim(most, new Date(clock())),
      // Where one breaks off its lease ends by itself.
      handle: (webhook, ending) => deliveries.deliver(webhook, ending),
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
    this.#worker.start();
  }

  /** Claims no more, and ends when the deliveries under way have ended or were given up. For good. */
  async stop(): Promise<void> {
    await this.#worker.stop();
  }

  /** Delivers what is due, until nothing is; without the loop. */
  async pass(): Promise<void> {
    await this.#worker.pass();
  }
}
