import { Injectable } from '@nestjs/common';
import { AppError } from '../../errors.js';
import { EventTransaction } from '../../events/event-transaction.js';
import { EventStore } from '../../events/event.store.js';
import { hasCustomer } from '../../mirror/has-customer.js';
import { DecisionStore } from '../../queue/decision.store.js';
import type { MessageKey } from '../../queue/message-record.js';
import { MessageSignal } from '../message-signal.js';
import { MessageRecordStore } from './message-record.store.js';

/** Decides about messages that wait for somebody. */
@Injectable()
export class MessageDecisionService {
  constructor(
    private readonly transaction: EventTransaction,
    private readonly decisions: DecisionStore,
    private readonly records: MessageRecordStore,
    private readonly events: EventStore,
    private readonly signal: MessageSignal,
  ) {}

  /** Tries a message again. @throws AppError `not-found`, `not-allowed-now` */
  async replay(key: MessageKey, by: string): Promise<void> {
    await this.transaction.run((client) => this.decisions.replay(client, key, by));
    this.signal.wake();
  }

  /** Gives a message up for good. @throws AppError `not-found`, `not-allowed-now` */
  async drop(key: MessageKey, by: string, reason: string): Promise<void> {
    await this.transaction.run(async (client) => {
      await this.decisions.drop(client, key, by, reason);
      const data = { message: `${key.direction}-${key.sequence}`, by, reason };
      await this.events.append(client, key.dealerCode, [{ type: 'message.dropped', data }]);
    });
    this.signal.wake();
  }

  /**
   * Lets a message whose customer was not known be handled.
   * @param customerNumber whose it is; without it, the customer that it names
   * @throws AppError `not-found`; `not-allowed-now` when it is not unmatched, or the customer is still
   *   not known
   */
  async match(key: MessageKey, by: string, customerNumber: string | undefined): Promise<void> {
    const { state, customerNumber: named } = await this.records.get(key);
    if (state !== 'unmatched')
      throw new AppError('not-allowed-now', `The message is ${state}, not unmatched`);
    const customer = customerNumber ?? named;
    await this.transaction.run(async (client) => {
      if (customer === null || !(await hasCustomer(client, key.dealerCode, customer)))
        throw new AppError('not-allowed-now', `The dealer has no customer ${customer}`);
      await this.decisions.replay(client, key, by, customer);
    });
    this.signal.wake();
  }
}
