import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { AppError } from '../errors.js';
import { EventTransaction } from '../events/event-transaction.js';
import { hasCustomer } from '../mirror/has-customer.js';
import type { NotificationType } from '../outbox/connection/crs-connection.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { isConnected } from './is-connected.js';

/** What CRS is to refresh. */
export interface Wish {
  readonly customerNumber: string;
  readonly messageTypes: readonly NotificationType[];
}

/** What was queued for it. */
export interface Wished {
  /** Without a connection to CRS the notifications wait for one. */
  readonly connected: boolean;
  /** In the order of the wish. */
  readonly notifications: readonly {
    readonly messageType: NotificationType;
    readonly message: string;
    readonly submittedMessageId: string;
    /** One that waited already speaks for this wish too. */
    readonly merged: boolean;
  }[];
}

/** Notifications that somebody asks for (§ Simple Real-Time Update). */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly transaction: EventTransaction,
    private readonly outbox: OutboxService,
  ) {}

  /** @throws AppError `dealer-required`, `dealer-not-allowed`; as {@link queue} */
  request(caller: Caller, dealer: string | undefined, wish: Wish): Promise<Wished> {
    return this.queue(resolveDealer(caller, dealer), wish);
  }

  /**
   * Queues a notification of each type, unless one waits already.
   * @throws AppError `invalid-request` for a customer that is not the dealer's: CRS would say nothing
   *   of it
   */
  queue(dealerCode: string, { customerNumber, messageTypes }: Wish): Promise<Wished> {
    return this.transaction.run(async (client) => {
      if (!(await hasCustomer(client, dealerCode, customerNumber)))
        throw unknownCustomer(dealerCode, customerNumber);
      const wanted = messageTypes.map((messageType) => ({ customerNumber, messageType }));
      const queued = await this.outbox.enqueueNotifications(client, dealerCode, wanted);
      return {
        connected: await isConnected(client, dealerCode),
        notifications: queued.map(({ messageType, sequence, submittedMessageId, merged }) => ({
          messageType,
          message: `out-${sequence}`,
          submittedMessageId,
          merged,
        })),
      };
    });
  }
}

function unknownCustomer(dealerCode: string, customerNumber: string): AppError {
  const faults = [{ path: 'customerNumber', reason: 'must be a customer of the dealer' }];
  const detail = `Dealer ${dealerCode} has no customer ${customerNumber}`;
  return new AppError('invalid-request', detail, { faults });
}
