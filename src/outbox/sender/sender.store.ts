import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../../database/database.js';
import { inTransaction } from '../../database/transaction.js';
import { AppError } from '../../errors.js';
import { EventTransaction } from '../../events/event-transaction.js';
import { EventStore } from '../../events/event.store.js';
import type { NewEvent } from '../../events/event.js';
import type { ClaimedMessage, Settled } from '../../queue/message-record.js';
import { OutboundQueueStore } from '../../queue/outbound-queue.store.js';
import { QueueStore } from '../../queue/queue.store.js';
import type { ClaimedConnection } from '../connection/crs-connection.js';
import { CLAIM, HELD } from './sender.sql.js';

/** What a dealer's sender is at: the connection as it is now, and the message whose turn it is. */
export interface Turn {
  readonly connection: ClaimedConnection;
  /** None when nothing waits, or nothing is to be sent at present; or it has to be looked again. */
  readonly message: ClaimedMessage | undefined;
}

/** What came of an exchange in which CRS answered. */
export interface Contact {
  readonly settled: Settled;
  readonly events: readonly NewEvent[];
  readonly time: Date;
  /** Milliseconds that CRS's clock is ahead of ours, if the answer told. */
  readonly clockDriftMs: number | undefined;
}

/** What came of one in which it did not, or wants the same message later. */
export interface Failure {
  readonly error: string;
  readonly time: Date;
  readonly dueTime: Date;
}

/**
 * What the sender does with connections and messages. All but {@link claim} need the connection's lease
 * and throw AppError `message-lost` without it: then somebody else is at it. A connection is locked
 * before the lanes of messages, and the event counter last.
 */
@Injectable()
export class SenderStore {
  constructor(
    private readonly database: Database,
    private readonly transaction: EventTransaction,
    private readonly queue: QueueStore,
    private readonly outbound: OutboundQueueStore,
    private readonly events: EventStore,
  ) {}

  /** Claims connections that have something to send, or a new secret to try, and are due. */
  async claim(most: number, now: Date): Promise<ClaimedConnection[]> {
    const { rows } = await this.database.pool.query<ClaimedConnection>(CLAIM, [
      most,
      now,
      randomUUID(),
    ]);
    return rows;
  }

  /** The first message to send. */
  begin(connection: ClaimedConnection): Promise<Turn> {
    return inTransaction(this.database.pool, async (client) => {
      const renewed = await this.#held(client, 'touch', connection, []);
      return { connection: renewed, message: await this.#next(client, renewed, { waits: true }) };
    });
  }

  /**
   * Writes down what came of a message, and claims the next one.
   * @param goOn whether there is to be a next one
   */
  async settled(
    connection: ClaimedConnection,
    message: ClaimedMessage,
    contact: Contact,
    goOn: boolean,
  ): Promise<Turn> {
    const work = async (client: ClientBase) => {
      const { time, clockDriftMs, settled, events } = contact;
      const delivered = settled.state === 'done';
      const values = [time, delivered, clockDriftMs ?? null];
      const renewed = await this.#held(client, 'contact', connection, values);
      await this.queue.settle(client, message, settled);
      const next = goOn ? await this.#next(client, renewed, { waits: false }) : undefined;
      await this.events.append(client, connection.dealerCode, events);
      return { connection: renewed, message: next };
    };
    return contact.events.length > 0
      ? this.transaction.run(work)
      : inTransaction(this.database.pool, work);
  }

  /** Leaves a message for later, and lets go of the connection until then. */
  async failed(
    connection: ClaimedConnection,
    message: ClaimedMessage,
    { error, time, dueTime }: Failure,
  ): Promise<void> {
    await inTransaction(this.database.pool, async (client) => {
      await this.#held(client, 'fail', connection, [error, time, dueTime, connection.failures]);
      await this.outbound.giveBack(client, message, error);
    });
  }

  /**
   * Lets go of a connection, and of a message that was not tried.
   * @param again when to look again; at once when left out
   */
  async release(
    connection: ClaimedConnection,
    { message, again }: { message?: ClaimedMessage; again?: Date } = {},
  ): Promise<void> {
    await inTransaction(this.database.pool, async (client) => {
      await this.#held(client, 'release', connection, [again ?? null]);
      if (message) await this.outbound.giveBack(client, message, undefined);
    });
  }

  /** Keeps connection and message while an exchange takes its time. */
  async renew(connection: ClaimedConnection, message: ClaimedMessage): Promise<void> {
    await inTransaction(this.database.pool, async (client) => {
      await this.#held(client, 'touch', connection, []);
      await this.outbound.renew(client, message);
    });
  }

  async #next(
    client: ClientBase,
    { dealerCode, lease, isActive }: ClaimedConnection,
    options: { readonly waits: boolean },
  ): Promise<ClaimedMessage | undefined> {
    return isActive ? this.outbound.claimNext(client, dealerCode, lease, options) : undefined;
  }

  async #held(
    client: ClientBase,
    what: keyof typeof HELD,
    { dealerCode, lease }: ClaimedConnection,
    values: readonly unknown[],
  ): Promise<ClaimedConnection> {
    const { rows } = await client.query<ClaimedConnection>({
      name: `crs-${what}`,
      text: HELD[what],
      values: [dealerCode, lease, ...values],
    });
    if (!rows[0]) throw new AppError('message-lost');
    return rows[0];
  }
}
