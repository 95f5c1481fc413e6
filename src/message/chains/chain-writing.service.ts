import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { AppError } from '../../errors.js';
import { EventTransaction } from '../../events/event-transaction.js';
import { EventStore } from '../../events/event.store.js';
import type { NewEvent } from '../../events/event.js';
import { hasCustomer } from '../../mirror/has-customer.js';
import { createdByOf } from '../../outbox/created-by.js';
import { OutboxService } from '../../outbox/outbox.service.js';
import { wholeSecond } from '../../outbox/whole-second.js';
import { chainEvent, messageEvent } from './chain-event.js';
import type { ChainAsset, ChainRecord } from './chain.js';
import { ChainStore } from './chain.store.js';
import { chainMessage } from './outbound-chain.js';

/** What a user of the dealer's writes. */
export interface Writing {
  readonly messageText: string;
  /** As {@link createdByOf} takes it. */
  readonly createdBy: string;
  readonly userName: string | null;
}

/** A chain that a user of the dealer's begins. */
export interface Beginning extends Writing, ChainAsset {
  readonly customerNumber: string;
  readonly contractId: string;
}

/** Lets the dealer write: what is written and the message that takes it to CRS commit together. */
@Injectable()
export class ChainWritingService {
  constructor(
    private readonly transaction: EventTransaction,
    private readonly store: ChainStore,
    private readonly outbox: OutboxService,
    private readonly events: EventStore,
  ) {}

  /**
   * Begins a chain with its first message.
   * @returns our id of the chain
   * @throws AppError `invalid-request` for a customer that is not known: CRS would say nothing of it
   */
  async begin(dealerCode: string, given: Beginning): Promise<string> {
    return this.transaction.run(async (client) => {
      if (!(await hasCustomer(client, dealerCode, given.customerNumber))) throw unknownCustomer();
      const chain = await this.store.open(client, dealerCode, {
        ...given,
        crsId: null,
        active: true,
        openedBy: 'dealer',
        createdDate: wholeSecond(),
        createdBy: createdByOf(given.createdBy),
      });
      await this.#write(client, dealerCode, chain, given, [chainEvent('chain.opened', chain)]);
      return chain.chainId;
    });
  }

  /** Adds a message. @throws AppError `not-found`; `not-allowed-now` when the chain is closed */
  async write(dealerCode: string, chainId: string, given: Writing): Promise<void> {
    await this.transaction.run(async (client) => {
      const chain = await this.store.lock(client, dealerCode, chainId);
      if (!chain) throw new AppError('not-found', 'There is no such chain');
      if (!chain.active) throw new AppError('not-allowed-now', 'The chain is closed');
      await this.#write(client, dealerCode, chain, given, []);
    });
  }

  /** The chain is locked, or of this transaction. */
  async #write(
    client: ClientBase,
    dealerCode: string,
    chain: ChainRecord,
    { messageText, createdBy, userName }: Writing,
    before: readonly NewEvent[],
  ): Promise<void> {
    const number = chain.messageCount + 1;
    const message = {
      origin: 'dealer' as const,
      createdDate: wholeSecond(),
      createdBy: createdByOf(createdBy),
      userName,
      messageText,
      confirmed: false,
    };
    const after = { ...chain, messageCount: number };
    const told = chainMessage(after, { ...message, number, sequence: null });
    await this.store.change(client, dealerCode, after);
    const [queued] = await this.outbox.enqueue(client, dealerCode, [told]);
    const sequence = queued?.sequence ?? null;
    const added = await this.store.add(client, dealerCode, chain, [{ ...message, sequence }]);
    const events = added.map((one) => messageEvent(after, one));
    await this.events.append(client, dealerCode, [...before, ...events]);
  }
}

function unknownCustomer(): AppError {
  const faults = [{ path: 'customerNumber', reason: 'must be a customer of the dealer' }];
  return new AppError('invalid-request', undefined, { faults });
}
