import { Logger } from '@nestjs/common';
import { SecretBox } from '../../src/auth/secret-box.js';
import type { Database } from '../../src/database/database.js';
import { EventSignal } from '../../src/events/event-signal.js';
import { EventStore } from '../../src/events/event.store.js';
import { EventTransaction } from '../../src/events/event-transaction.js';
import { FileStore } from '../../src/files/file.store.js';
import { Metrics } from '../../src/http/metrics/metrics.js';
import { ConnectionSecrets } from '../../src/outbox/connection/connection-secrets.js';
import { OutboxService, type OutboundMessage } from '../../src/outbox/outbox.service.js';
import { CrsAgent } from '../../src/outbox/sender/crs-agent.js';
import { CrsClient } from '../../src/outbox/sender/crs-client.js';
import { ExchangeService } from '../../src/outbox/sender/exchange.service.js';
import { OutboundBody } from '../../src/outbox/sender/outbound-body.js';
import { SenderService } from '../../src/outbox/sender/sender.service.js';
import { SenderStore } from '../../src/outbox/sender/sender.store.js';
import { SenderWorker } from '../../src/outbox/sender/sender.worker.js';
import { SendingMeter } from '../../src/outbox/sender/sending-meter.js';
import { TokenClient } from '../../src/outbox/sender/token-client.js';
import { TokenService } from '../../src/outbox/sender/token.service.js';
import { TokenStore } from '../../src/outbox/sender/token.store.js';
import { AddressRules } from '../../src/outgoing/address-rules.js';
import { OutboundQueueStore } from '../../src/queue/outbound-queue.store.js';
import { QueueStore } from '../../src/queue/queue.store.js';
import { inTransaction } from '../../src/database/transaction.js';
import type { CrsPeer } from './crs-peer.js';
import { TestMirror } from './test-mirror.js';

/** The key of the secrets of a test. */
export const SECRETS = new ConnectionSecrets(new SecretBox(Buffer.alloc(32, 5)));

/** How a sender of a test differs from that of a server. */
export interface SenderOptions {
  readonly clock?: () => number;
  /** Dealers at one time. */
  readonly senders?: number;
  readonly messageTimeoutMs?: number;
  readonly tokenTimeoutMs?: number;
  readonly metrics?: Metrics;
  /** PEM of an authority that is trusted. */
  readonly ca?: string;
}

/** A sender as one node has it; loopback addresses are allowed. */
export function senderWorker(
  database: Database,
  { clock = Date.now, senders = 32, metrics = new Metrics(), ...limits }: SenderOptions = {},
): SenderWorker {
  const signal = new EventSignal();
  const agent = new CrsAgent(new AddressRules(true), limits);
  const tokens = new TokenService(
    new TokenClient(agent),
    new TokenStore(database),
    SECRETS,
    clock,
    metrics,
  );
  const store = new SenderStore(
    database,
    new EventTransaction(database, signal),
    new QueueStore(database),
    new OutboundQueueStore(),
    new EventStore(database),
  );
  const bodies = new OutboundBody(new FileStore(database));
  const exchanges = new ExchangeService(tokens, new CrsClient(agent, clock), bodies);
  const sender = new SenderService(store, exchanges, new SendingMeter(metrics), clock);
  return new SenderWorker({ OUTBOX_SENDERS: senders }, store, sender, clock, signal);
}

/** What a test sees of a message to CRS. */
export interface OutMessage {
  readonly sequence: number;
  readonly state: string;
  readonly queueKey: string;
  readonly submittedMessageId: string;
  readonly attemptCount: number;
  readonly outcome: string | null;
  readonly error: string | null;
  readonly crsEnqueuedTime: Date | null;
  /** As it is stored. */
  readonly body: string;
}

/** The outbox on a database of its own, with a clock that the test moves. */
export class OutboxWorld {
  /** Milliseconds since 1970. */
  now = Date.now();
  readonly clock = () => this.now;
  readonly outbox: OutboxService;
  #dealers = 0;

  private constructor(readonly mirror: TestMirror) {
    Logger.overrideLogger(['fatal']);
    this.outbox = new OutboxService(new QueueStore(mirror.database));
  }

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<OutboxWorld> {
    return new OutboxWorld(await TestMirror.open({ DATABASE_POOL_SIZE: '20', ...environment }));
  }

  /** On the database of a server that is running. */
  static on(database: Database): OutboxWorld {
    return new OutboxWorld(TestMirror.on(database));
  }

  /** A new dealer that is connected with a peer, as its client `dealer`. */
  async addDealer(peer: CrsPeer, secret = 's3cret-of-the-dealer'): Promise<string> {
    const dealer = await this.mirror.addDealer(`D${++this.#dealers}`);
    await this.connect(dealer, peer, secret);
    return dealer;
  }

  /** Connects a dealer with a peer, as its client `dealer`. */
  async connect(
    dealer: string,
    peer: Pick<CrsPeer, 'messageUrl' | 'tokenUrl'>,
    secret = 's3cret-of-the-dealer',
  ): Promise<void> {
    await this.mirror.query(
      `INSERT INTO crs_connection (dealer_code, message_url, token_url, client_id, environment,
         secret, secret_time, notify_types, notified_generation, due_time)
       VALUES ($1, $2, $3, 'dealer', 'test', $4, now(), '{}', 0, $5)`,
      [
        dealer,
        peer.messageUrl,
        peer.tokenUrl,
        SECRETS.seal(dealer, 'secret', secret),
        new Date(this.now),
      ],
    );
  }

  /** Queues messages by their texts, each `key: text`; those of one key are sent in their order. */
  async queue(dealer: string, ...texts: readonly string[]): Promise<void> {
    const messages = texts.map((text): OutboundMessage => {
      const [queueKey = ''] = text.split(':');
      const payload = { request: { localId: queueKey, text } };
      return { messageType: 'request', customerNumber: 'C1', queueKey, payload };
    });
    await inTransaction(this.mirror.database.pool, (client) =>
      this.outbox.enqueue(client, dealer, messages),
    );
  }

  /** The messages of a dealer to CRS, in order. */
  messages(dealer: string): Promise<OutMessage[]> {
    return this.mirror.query(
      `SELECT sequence::int, state, queue_key AS "queueKey",
         submitted_message_id AS "submittedMessageId", attempt_count AS "attemptCount", outcome,
         error, crs_enqueued_time AS "crsEnqueuedTime", body
       FROM message WHERE dealer_code = $1 AND direction = 'out' ORDER BY sequence`,
      [dealer],
    );
  }

  /** How a dealer's connection fares. */
  async connection(dealer: string) {
    const [row] = await this.mirror.query<Record<string, unknown>>(
      'SELECT * FROM crs_connection WHERE dealer_code = $1',
      [dealer],
    );
    return row ?? {};
  }

  worker(options: SenderOptions = {}): SenderWorker {
    return senderWorker(this.mirror.database, { clock: this.clock, ...options });
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
  }

  async close(): Promise<void> {
    await this.mirror.close();
  }
}

/** The text of a message that {@link OutboxWorld.queue} has made. */
export function textOf({ message }: { readonly message: { readonly payload?: object } }): string {
  return (message.payload as { request: { text: string } }).request.text;
}
