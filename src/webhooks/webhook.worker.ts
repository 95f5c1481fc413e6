import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../auth/clock.js';
import { EventSignal } from '../events/event-signal.js';
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
  readonly #underWay = new Set<Promise<void>>();
  readonly #soon = new AbortController();
  readonly #now = new AbortController();
  #stopped = true;
  #loop: Promise<void> | undefined;
  #woken = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly store: DeliveryStore,
    private readonly deliveries: DeliveryService,
    @Inject(CLOCK) private readonly clock: Clock,
    signal: EventSignal,
  ) {
    signal.onWake(() => this.#lookNow());
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Begins to look for events to deliver. */
  start(): void {
    if (!this.#stopped || this.#soon.signal.aborted) return;
    this.#stopped = false;
    this.#loop = this.#run();
  }

  /** Claims no more, and ends when the deliveries under way have ended or were given up. For good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#soon.abort();
    this.#lookNow();
    await this.#loop;
    const timer = setTimeout(() => this.#now.abort(), GRACE_MS);
    await Promise.all(this.#underWay);
    clearTimeout(timer);
  }

  /** Delivers what is due, until nothing is; without the loop. */
  async pass(): Promise<void> {
    for (;;) {
      const claimed = await this.store.claim(AT_ONCE, new Date(this.clock()));
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((one) => this.#deliver(one)));
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const free = AT_ONCE - this.#underWay.size;
      for (const webhook of free > 0 ? await this.#claim(free) : []) this.#begin(webhook);
      if (!this.#woken && !this.#stopped) await this.#pause();
    }
  }

  async #claim(most: number): Promise<ClaimedWebhook[]> {
    try {
      return await this.store.claim(most, new Date(this.clock()));
    } catch (err) {
      this.#logger.warn({ err }, 'Events to deliver could not be looked for');
      return [];
    }
  }

  #begin(webhook: ClaimedWebhook): void {
    const delivery = this.#deliver(webhook)
      // Its lease ends by itself.
      .catch((err: unknown) => this.#logger.warn({ err }, 'A delivery broke off'))
      .finally(() => {
        this.#underWay.delete(delivery);
        this.#lookNow();
      });
    this.#underWay.add(delivery);
  }

  #deliver(webhook: ClaimedWebhook): Promise<void> {
    const ending = { soon: this.#soon.signal, now: this.#now.signal };
    return this.deliveries.deliver(webhook, ending);
  }

  #lookNow(): void {
    this.#woken = true;
    this.#wake();
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
