import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { Handled, InboundMessage } from '../../queue/inbound.js';
import { rebased } from './rebase.js';
import type { InboundPayload } from './inbound-payload.js';
import { changeEvent, requestEvent } from '../request-event.js';
import { INCORRECT_UPDATE, REQUEST_NOT_FOUND } from '../answers/request-message.js';
import { RequestPlacesStore } from '../request-places.store.js';
import type { RequestRecord } from '../request.js';
import { RequestStore, type SentMessage } from '../request.store.js';

/** What is wrong with a message of ours, according to CRS. */
interface Complaint {
  readonly errorCode: string | undefined;
  readonly errorSubmittedMessageId: string | undefined;
}

/** Settles the errors that CRS reports about our messages (§ PO Request Integration). */
@Injectable()
export class InboundErrorService {
  constructor(
    private readonly store: RequestStore,
    private readonly places: RequestPlacesStore,
  ) {}

  async settle(
    client: ClientBase,
    { dealerCode }: InboundMessage,
    payload: InboundPayload,
  ): Promise<Handled> {
    const { errorCode, errorSubmittedMessageId } = payload;
    const complaint = { errorCode, errorSubmittedMessageId };
    const sent =
      errorSubmittedMessageId === undefined
        ? undefined
        : await this.store.sentMessage(client, dealerCode, errorSubmittedMessageId);
    const requestId = sent?.requestId ?? undefined;
    const [request] = requestId
      ? await this.store.lock(client, dealerCode, { requestId })
      : [undefined];
    if (!sent || !request) return aboutNothing(complaint);
    if (errorCode === INCORRECT_UPDATE)
      return this.#reset(client, request, sent, { ...complaint, payload });
    return this.#flag(client, request, complaint);
  }

  /** CRS did not take our update: its copy of the request is the true one. */
  async #reset(
    client: ClientBase,
    request: RequestRecord,
    sent: SentMessage,
    { payload, ...complaint }: Complaint & { readonly payload: InboundPayload },
  ): Promise<Handled> {
    const known = await this.store.updates(client, request);
    const truth = rebased(request, known, payload, sent.sequence);
    const after = await this.store.replaceUpdates(client, truth.request, truth.updates);
    await this.store.save(client, after, await this.places.find(client, after));
    const event = changeEvent(request, after, {
      ...complaint,
      updates: after.updateCount,
      reason: 'CRS did not accept an update: the request is as CRS has it',
    });
    return { outcome: 'reset', requestId: request.requestId, events: [event] };
  }

  async #flag(client: ClientBase, request: RequestRecord, complaint: Complaint): Promise<Handled> {
    const { errorCode = '', errorSubmittedMessageId } = complaint;
    const flagged = { ...request, flag: errorCode };
    await this.store.save(client, flagged, await this.places.find(client, flagged));
    const reason = errorCode === REQUEST_NOT_FOUND ? 'CRS does not know it' : 'An unknown error';
    const more = { errorCode, errorSubmittedMessageId, reason };
    const event = requestEvent('request.flagged', flagged, more);
    const outcome = errorCode === REQUEST_NOT_FOUND ? 'flagged' : 'unknown error';
    return { outcome, requestId: request.requestId, events: [event] };
  }
}

function aboutNothing(complaint: Complaint): Handled {
  const data = { requestId: null, ...complaint, reason: 'It is about no message of ours' };
  return { outcome: 'unknown message', events: [{ type: 'request.flagged', data }] };
}
