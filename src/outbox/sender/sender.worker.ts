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
import { EndingWorker } from '../../queue/ending-worker.js';
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
  readonly #worker: EndingWorker<ClaimedConnection>;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'OUTBOX_SENDERS'>,
    store: SenderStore,
    sender: SenderService,
    @Inject(CLOCK) clock: Clock,
    signal: EventSignal,
  ) {
    this.#worker = new EndingWorker<ClaimedConnection>({
      name: 'send to CRS',
      concurrency: config.OUTBOX_SENDERS,
      pollMs: POLL_MS,
      graceMs: GRACE_MS,
      claim: (most) => store.claim(most, new Date(clock())),
      handle: (connection, ending) => sender.send(connection, ending),
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
    this.#worker.start();
  }

  /** Begins with no more, and ends when the exchanges under way have ended or were given up. For good. */
  async stop(): Promise<void> {
    await this.#worker.stop();
  }

  /** Sends what is due, until nothing is; without the loop. */
  async pass(): Promise<void> {
    await this.#worker.pass();
  }
}
