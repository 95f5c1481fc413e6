import { inTransaction } from '../../src/database/transaction.js';
import { EventSignal } from '../../src/events/event-signal.js';
import { ChangeNotifier } from '../../src/notifications/change-notifier.service.js';
import { ChangeClock } from '../../src/notifications/change.clock.js';
import { ChangeStore } from '../../src/notifications/change.store.js';
import type { NotificationType } from '../../src/outbox/connection/crs-connection.js';
import { OutboxService } from '../../src/outbox/outbox.service.js';
import { OutboundQueueStore } from '../../src/queue/outbound-queue.store.js';
import { QueueStore } from '../../src/queue/queue.store.js';
import { TestMirror } from './test-mirror.js';
import { until } from './until.js';

/** How a dealer is connected; all types, 500 customers and active when left out. */
export interface Connected {
  readonly types?: readonly NotificationType[];
  readonly most?: number;
  readonly state?: 'active' | 'paused';
}

/** What tells of changes, as one node has it. */
export interface NotifyingNode {
  readonly clock: ChangeClock;
  /** How often notifications were queued. */
  readonly queuedTimes: () => number;
}

/** Mirrors whose changes are told of, without anybody who sends. */
export class NotificationWorld {
  readonly queue: QueueStore;
  readonly outbox: OutboxService;
  readonly #sender = new OutboundQueueStore();
  #dealers = 0;

  private constructor(readonly mirror: TestMirror) {
    this.queue = new QueueStore(mirror.database);
    this.outbox = new OutboxService(this.queue);
  }

  static async open(): Promise<NotificationWorld> {
    return new NotificationWorld(await TestMirror.open({ DATABASE_POOL_SIZE: '20' }));
  }

  addDealer(): Promise<string> {
    return this.mirror.addDealer(`D${++this.#dealers}`);
  }

  /** Connects a dealer: CRS is told of what is published from now on. */
  async connect(dealer: string, about: Connected = {}): Promise<void> {
    const { types = ['contract', 'invoice', 'catalog', 'document'], most = 500, state } = about;
    await this.mirror.query(
      `INSERT INTO crs_connection (dealer_code, message_url, token_url, client_id, environment, state,
         secret, secret_time, notify_types, notify_most, notified_generation, due_time)
       SELECT dealer_code, 'https://crs.example', 'https://crs.example', 'dealer', 'test', $2, '',
         now(), $3, $4, generation, now()
       FROM dealer_generation WHERE dealer_code = $1`,
      [dealer, state ?? 'active', types, most],
    );
  }

  node(): NotifyingNode {
    const signal = new EventSignal();
    let times = 0;
    signal.onWake(() => times++);
    const changes = new ChangeStore(this.mirror.database);
    const notifier = new ChangeNotifier(changes, this.outbox, signal);
    return { clock: new ChangeClock(changes, notifier), queuedTimes: () => times };
  }

  /** All that was ever queued, in its order: `contract 1`. */
  async queued(dealer: string): Promise<string[]> {
    const rows = await this.mirror.query<{ text: string }>(
      `SELECT message_type || ' ' || customer_number AS text FROM message
       WHERE dealer_code = $1 AND direction = 'out' ORDER BY sequence`,
      [dealer],
    );
    return rows.map(({ text }) => text);
  }

  /** Up to which generation CRS was told. */
  async toldUpTo(dealer: string): Promise<number> {
    const sql =
      'SELECT notified_generation::int AS told FROM crs_connection WHERE dealer_code = $1';
    return (await this.mirror.query<{ told: number }>(sql, [dealer]))[0]?.told ?? -1;
  }

  /**
   * Sends the message whose turn it is.
   * @param pull what CRS does when it has the message, before that is written down
   * @returns what was sent: `contract 1`
   */
  async send(dealer: string, pull?: (text: string) => Promise<void>): Promise<string | undefined> {
    const { pool } = this.mirror.database;
    const message = await inTransaction(pool, (client) =>
      this.#sender.claimNext(client, dealer, 'the sender', { waits: true }),
    );
    if (!message) return undefined;
    const text = message.queueKey.replace('/', ' ');
    await pull?.(text);
    await inTransaction(pool, (client) => this.queue.settle(client, message, { state: 'done' }));
    return text;
  }

  /** Sends all that waits. */
  async sendAll(dealer: string): Promise<string[]> {
    const sent: string[] = [];
    for (;;) {
      const text = await this.send(dealer);
      if (text === undefined) return sent;
      sent.push(text);
    }
  }

  /** Keeps whoever wants to queue messages of a dealer waiting while the work is done. */
  async withQueueLocked(dealer: string, work: () => Promise<void>): Promise<void> {
    await inTransaction(this.mirror.database.pool, async (client) => {
      await client.query(
        `INSERT INTO dealer_counter VALUES ($1, 'outbound', 0)
         ON CONFLICT (dealer_code, name) DO UPDATE SET last = dealer_counter.last`,
        [dealer],
      );
      await work();
    });
  }

  /** Waits until so many wait for locks. */
  async locksAwaited(count = 1): Promise<void> {
    const sql = `SELECT count(*)::int AS count FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await until(async () => (await this.mirror.query<{ count: number }>(sql))[0]?.count === count);
  }

  async close(): Promise<void> {
    await this.mirror.close();
  }
}
