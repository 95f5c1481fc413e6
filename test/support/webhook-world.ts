import { DealerService } from '../../src/auth/dealer.service.js';
import { SecretBox } from '../../src/auth/secret-box.js';
import type { Database } from '../../src/database/database.js';
import { inTransaction } from '../../src/database/transaction.js';
import { EventSignal } from '../../src/events/event-signal.js';
import type { EventType } from '../../src/events/event.js';
import { EventStore } from '../../src/events/event.store.js';
import { Metrics } from '../../src/http/metrics/metrics.js';
import { AddressRules } from '../../src/outgoing/address-rules.js';
import { DeliveryService } from '../../src/webhooks/delivery.service.js';
import { DeliveryStore } from '../../src/webhooks/delivery.store.js';
import { WebhookSecrets } from '../../src/webhooks/webhook-secrets.js';
import { WebhookSender } from '../../src/webhooks/webhook-sender.js';
import { WebhookSettings } from '../../src/webhooks/webhook-settings.js';
import { WebhookStore } from '../../src/webhooks/webhook.store.js';
import { WebhookWorker } from '../../src/webhooks/webhook.worker.js';
import { WebhooksService } from '../../src/webhooks/webhooks.service.js';
import { DealerStore } from '../../src/auth/dealer.store.js';
import { TestMirror } from './test-mirror.js';

/** The key of the secrets of a test. */
const KEY = Buffer.alloc(32, 5);

/** A worker as one node has it; loopback addresses are allowed. */
export function webhookWorker(
  database: Database,
  { clock = Date.now, timeoutMs = 15_000 }: { clock?: () => number; timeoutMs?: number } = {},
): WebhookWorker {
  const store = new DeliveryStore(database);
  const secrets = new WebhookSecrets(new SecretBox(KEY));
  const sender = new WebhookSender(new AddressRules(true), { timeoutMs });
  const deliveries = new DeliveryService(store, secrets, sender, clock, new Metrics());
  return new WebhookWorker(store, deliveries, clock, new EventSignal());
}

/** Webhooks on a database of their own, with a clock that the test moves. */
export class WebhookWorld {
  /** Milliseconds since 1970. */
  now = Date.now();
  readonly clock = () => this.now;
  readonly webhooks: WebhooksService;
  #dealers = 0;

  private constructor(readonly mirror: TestMirror) {
    const { database } = mirror;
    this.webhooks = new WebhooksService(
      new DealerService(new DealerStore(database)),
      new WebhookStore(database),
      new WebhookSecrets(new SecretBox(KEY)),
      new WebhookSettings(new AddressRules(true), new EventStore(database)),
      this.clock,
    );
  }

  static async open(): Promise<WebhookWorld> {
    return new WebhookWorld(await TestMirror.open({ DATABASE_POOL_SIZE: '20' }));
  }

  /** A new dealer, and who may call for it. */
  async addDealer() {
    const dealer = await this.mirror.addDealer(`W${++this.#dealers}`);
    return { clientId: 'test', name: 'Test', scopes: new Set<never>(), dealers: [dealer] };
  }

  /** Adds events with these names. */
  async append(dealer: string, type: EventType, ...names: readonly string[]): Promise<void> {
    await inTransaction(this.mirror.database.pool, (client) =>
      new EventStore(this.mirror.database).append(
        client,
        dealer,
        names.map((name) => ({ type, data: { name } })),
      ),
    );
  }

  worker(options: { timeoutMs?: number } = {}): WebhookWorker {
    return webhookWorker(this.mirror.database, { clock: this.clock, ...options });
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
  }

  async close(): Promise<void> {
    await this.mirror.close();
  }
}
