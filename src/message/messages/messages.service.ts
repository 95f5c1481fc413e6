import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { resolveDealer } from '../../auth/dealer-access.js';
import { DealerService } from '../../auth/dealer.service.js';
import { pageOf, type Page } from '../../http/page.js';
import type { PageQuery } from '../../http/pull-query.js';
import { MessageDecisionService } from './message-decision.service.js';
import { MessageRecordStore, type MessageFilter } from './message-record.store.js';
import type { MessageDetails, MessageSummary } from './message-summary.js';
import type { MessageId, MessagesQuery } from './messages.dto.js';

/** Which message, and as whose. */
interface Named {
  readonly id: MessageId;
  readonly dealer: string | undefined;
}

/**
 * A dealer's messages, for the dealer's own systems. All here throw AppError `dealer-required` and
 * `dealer-not-allowed`.
 */
@Injectable()
export class MessagesService {
  constructor(
    private readonly dealers: DealerService,
    private readonly records: MessageRecordStore,
    private readonly decisions: MessageDecisionService,
  ) {}

  /** The newest first. */
  list(caller: Caller, query: MessagesQuery): Promise<Page<MessageSummary>> {
    const { direction, state } = query;
    return this.#page(caller, query, { direction, state });
  }

  /** Those from CRS that wait until their customer is known, the newest first. */
  unmatched(caller: Caller, query: PageQuery): Promise<Page<MessageSummary>> {
    return this.#page(caller, query, { direction: 'in', state: 'unmatched' });
  }

  async #page(caller: Caller, { dealer: named, page, items }: PageQuery, filter: MessageFilter) {
    const dealer = resolveDealer(caller, named);
    const part = { page, items: items ?? (await this.dealers.get(dealer)).pageSize };
    return pageOf(part, await this.records.list(dealer, filter, part));
  }

  /** @throws AppError `not-found` */
  get(caller: Caller, { id, dealer }: Named): Promise<MessageDetails> {
    return this.records.get({ ...id, dealerCode: resolveDealer(caller, dealer) });
  }

  /** @throws AppError `not-found`, `not-allowed-now` */
  async replay(caller: Caller, { id, dealer }: Named): Promise<MessageDetails> {
    const key = { ...id, dealerCode: resolveDealer(caller, dealer) };
    await this.decisions.replay(key, client(caller));
    return this.records.get(key);
  }

  /** @throws AppError `not-found`, `not-allowed-now` */
  async drop(caller: Caller, { id, dealer }: Named, reason: string): Promise<MessageDetails> {
    const key = { ...id, dealerCode: resolveDealer(caller, dealer) };
    await this.decisions.drop(key, client(caller), reason);
    return this.records.get(key);
  }

  /** @throws AppError `not-found`, `not-allowed-now` */
  async match(
    caller: Caller,
    { id, dealer }: Named,
    customerNumber: string | undefined,
  ): Promise<MessageDetails> {
    const key = { ...id, dealerCode: resolveDealer(caller, dealer) };
    await this.decisions.match(key, client(caller), customerNumber);
    return this.records.get(key);
  }
}

function client({ clientId }: Caller): string {
  return `client ${clientId}`;
}
