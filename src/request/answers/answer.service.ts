import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { EventStore } from '../../events/event.store.js';
import { OutboxService } from '../../outbox/outbox.service.js';
import { interfaceTime, wholeSecond } from '../../outbox/whole-second.js';
import type { JsonObject } from '../../interface/message/json-values.js';
import { changeEvent, requestEvent } from '../request-event.js';
import { openingMessage, updateMessage } from './request-message.js';
import type { RequestPlaces } from '../request-places.store.js';
import type { RequestRecord } from '../request.js';
import type { RequestState } from '../../interface/message/request.state.js';
import { RequestStore } from '../request.store.js';

/** What the dealer's side says of a request. */
export interface Answer {
  readonly text?: string | null;
  /** ISO 8601. */
  readonly updateDate?: string | undefined;
  readonly createdBy: string;
  readonly userName: string;
  /** Further properties: a disposition, attachments. */
  readonly properties?: JsonObject;
}

const NO_NEW_PLACES: RequestPlaces = { contractIds: [], divisionIds: [], locationIds: [] };

/** Writes what the dealer's side says of a request, and sends it to CRS. */
@Injectable()
export class AnswerService {
  constructor(
    private readonly store: RequestStore,
    private readonly outbox: OutboxService,
    private readonly events: EventStore,
  ) {}

  /**
   * Adds an update of ours, queues the message that tells it, and tells the event: all that is left to
   * do in the caller's transaction.
   * @param known the request, locked
   * @param state what it becomes, as its table allows it
   */
  async give(
    client: ClientBase,
    known: RequestRecord,
    state: RequestState,
    answer: Answer,
  ): Promise<RequestRecord> {
    const { status, ended, disposition } = state;
    const next = { ...known, status, ended, disposition };
    const createdDate = wholeSecond();
    const details = detailsOf(known, status, createdDate, answer);
    const { dealerCode } = known;
    const [sent] = await this.outbox.enqueue(client, dealerCode, [updateMessage(next, details)]);
    const sequence = sent?.sequence ?? null;
    const update = { origin: 'dealer', status, createdDate, details, sequence } as const;
    const request = await this.store.addUpdates(client, next, [update]);
    await this.store.save(client, request, NO_NEW_PLACES);
    const event = changeEvent(known, request, { updates: request.updateCount });
    await this.events.append(client, dealerCode, [event]);
    return request;
  }

  /** Queues the first message about a request of ours, and tells that it was opened. */
  async announce(client: ClientBase, request: RequestRecord): Promise<void> {
    const { dealerCode } = request;
    await this.outbox.enqueue(client, dealerCode, [openingMessage(request)]);
    await this.events.append(client, dealerCode, [requestEvent('request.opened', request)]);
  }
}

/** In the layout of the samples from the dealer (§ PO … Lead Request Integration). */
function detailsOf(
  { status: before }: RequestRecord,
  status: string,
  createdDate: Date,
  { text = null, updateDate, createdBy, userName, properties }: Answer,
): JsonObject {
  return {
    status,
    createdDate: interfaceTime(createdDate),
    createdBy,
    // How the samples confirm a cancel; CRS titles everything else itself.
    title: before === 'canceled' && status === 'closed' ? 'Canceled' : null,
    text,
    ...(updateDate !== undefined && { updateDate }),
    properties: { userName, ...properties },
  };
}
