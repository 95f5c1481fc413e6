import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../auth/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { EventSignal } from '../../events/event-signal.js';
import { QueueWorker } from '../../queue/queue-worker.js';
import type { ClaimedConnection } from '../connection/crs-connection.js';
import { SenderService } from './sender.service.js';
import { SenderStore } from './sender.store.js';

const POLL_MS = 1_000;
/** Exchanges under way have so long to end by themselves when the server stops. */
const GRACE_MS = 3_000;

/** Sends to CRS, on every node: for many dealers side by side, for each one message at a time. */
@Injectable()
export class SenderWorker implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Outbox');
  readonly #worker: QueueWorker<ClaimedConnection>;
  readonly #soon = new AbortController();
  readonly #now = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'OUTBOX_SENDERS'>,
    private readonly store: SenderStore,
    private readonly sender: SenderService,
    @Inject(CLOCK) private readonly clock: Clock,
    signal: EventSignal,
  ) {
    this.#worker = new QueueWorker<ClaimedConnection>({
      concurrency: config.OUTBOX_SENDERS,
      pollMs: POLL_MS,
      claim: (most) => this.#claim(most),
      handle: (connection) => this.#send(connection),
      onError: (err: unknown) => this.#logger.warn({ err }, 'Sending to CRS broke off'),
    });
    signal.onWake(() => this.#worker.wake());
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  start(): void {
    if (this.config.OUTBOX_SENDERS > 0) this.#worker.start();
  }

  /** Begins with no more, and ends when the exchanges under way have ended or were given up. For good. */
  async stop(): Promise<void> {
    this.#soon.abort();
    const timer = setTimeout(() => this.#now.abort(), GRACE_MS);
    await this.#worker.stop();
    clearTimeout(timer);
  }

  /** Sends what is due, until nothing is; without the loop. */
  async pass(): Promise<void> {
    for (;;) {
      const claimed = await this.#claim(this.config.OUTBOX_SENDERS);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((one) => this.#send(one)));
    }
  }

  #claim(most: number): Promise<ClaimedConnection[]> {
    return this.store.claim(most, new Date(this.clock()));
  }

  #send(connection: ClaimedConnection): Promise<void> {
    return this.sender.send(connection, { soon: this.#soon.signal, now: this.#now.signal });
  }
}
