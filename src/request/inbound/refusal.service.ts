import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { OutboxService } from '../../outbox/outbox.service.js';
import type { Handled, InboundMessage } from '../../queue/inbound.js';
import type { ToldRequest } from './inbound-payload.js';
import { requestEvent } from '../request-event.js';
import {
  INCORRECT_UPDATE,
  incorrectUpdateMessage,
  notFoundMessage,
  REQUEST_NOT_FOUND,
} from '../answers/request-message.js';
import type { RequestRecord } from '../request.js';
import { RequestStore } from '../request.store.js';

/** Answers what cannot be applied with the error messages of the interface. */
@Injectable()
export class RefusalService {
  constructor(
    private readonly store: RequestStore,
    private readonly outbox: OutboxService,
  ) {}

  /** "the request update was for a request that cannot be located, or does not match" (§ PO). */
  async notFound(
    client: ClientBase,
    { dealerCode, customerNumber, submittedMessageId }: InboundMessage,
    reason: string,
    told?: ToldRequest,
  ): Promise<Handled> {
    // Not in the queue of a request, as there is none; but behind what was said of it before.
    const queueKey = `request/unknown/${told?.crsId ?? told?.requestId ?? ''}`;
    const answer = notFoundMessage(submittedMessageId, customerNumber, queueKey);
    await this.outbox.enqueue(client, dealerCode, [answer]);
    const { requestId, crsId, requestType, status } = told ?? {};
    const about = { requestId, crsId, requestType, status, customerNumber };
    const data = { ...about, errorCode: REQUEST_NOT_FOUND, submittedMessageId, reason };
    return { outcome: 'refused', events: [{ type: 'request.refused', data }] };
  }

  /** The update is in error, as the request is in a state that does not allow it (§ PO). */
  async incorrectUpdate(
    client: ClientBase,
    { dealerCode, submittedMessageId }: InboundMessage,
    request: RequestRecord,
    named: string,
  ): Promise<Handled> {
    const updates = await this.store.updates(client, request);
    const answer = incorrectUpdateMessage(request, updates, submittedMessageId);
    await this.outbox.enqueue(client, dealerCode, [answer]);
    const reason = `It is ${request.status}, and cannot become ${named}`;
    const more = { errorCode: INCORRECT_UPDATE, submittedMessageId, named, reason };
    const event = requestEvent('request.refused', request, more);
    return { outcome: 'refused', requestId: request.requestId, events: [event] };
  }
}
