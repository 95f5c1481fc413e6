import { Injectable, Logger } from '@nestjs/common';
import { EventSignal } from '../events/event-signal.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { ChangeStore, type Changes } from './change.store.js';

const NOTHING: Pick<Changes, 'notifications' | 'large'> = { notifications: [], large: [] };

/** Queues what CRS is to be told of what was published (§ Simple Real-Time Update). */
@Injectable()
export class ChangeNotifier {
  readonly #logger = new Logger('Notifications');

  constructor(
    private readonly changes: ChangeStore,
    private readonly outbox: OutboxService,
    private readonly signal: EventSignal,
  ) {}

  /**
   * Queues notifications of a dealer's changes since the last time, and notes how far it got: both or
   * nothing. What changed more customers of one generation than the dealer's limit is left to the
   * incremental endpoint.
   */
  async notify(dealerCode: string): Promise<void> {
    const { notifications, large } = await this.changes.inTransaction(async (client) => {
      const told = await this.changes.lock(client, dealerCode);
      if (!told) return NOTHING;
      const changes = await this.changes.since(client, told);
      await this.outbox.enqueueNotifications(client, dealerCode, changes.notifications);
      await this.changes.told(client, dealerCode, changes.generation);
      return changes;
    });
    if (notifications.length > 0) this.signal.wake();
    for (const { generation, customers } of large)
      this.#logger.log(
        { dealer: dealerCode, generation, customers },
        'Too many customers changed to notify CRS of each: the incremental endpoint tells of them',
      );
  }
}
