import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { parseJson } from '../interface/lossless-json.js';
import type { Handled, InboundMessage } from '../queue/inbound.js';
import type { ClaimedMessage } from '../queue/message-record.js';
import { ReportedErrorStore } from '../queue/reported-error.store.js';
import { asId } from '../interface/message/json-values.js';
import { InboundRequestService } from '../request/inbound/inbound-request.service.js';
import { InboundChainService } from './chains/inbound-chain.service.js';
import { CustomerMatchStore } from './customer-match.store.js';
import { NotificationHandler } from './notification.handler.js';

/** A message that nobody can be found for. */
export interface Unmatched {
  readonly unmatched: string;
}

/** Finds who handles a message, and whether its customer is known. */
@Injectable()
export class InboundService {
  constructor(
    private readonly customers: CustomerMatchStore,
    private readonly requests: InboundRequestService,
    private readonly chains: InboundChainService,
    private readonly notifications: NotificationHandler,
    private readonly reported: ReportedErrorStore,
  ) {}

  /** Does what a message asks for, within the given transaction. */
  async handle(client: ClientBase, claimed: ClaimedMessage): Promise<Handled | Unmatched> {
    const { dealerCode, sequence, submittedMessageId, customerNumber, messageType } = claimed;
    const payload = payloadOf(claimed.body);
    const message = { dealerCode, sequence, submittedMessageId, customerNumber, payload };
    if (messageType !== 'request' && messageType !== 'message')
      return this.notifications.handle(message, messageType);
    const { queueKey } = claimed;
    const crsId = queueKey.slice(queueKey.indexOf('/') + 1);
    if (
      customerNumber !== null &&
      !(await this.customers.isMatched(client, dealerCode, customerNumber, crsId))
    )
      return { unmatched: `The dealer has no customer ${customerNumber}` };
    const isRequest = messageType === 'request' && !(await this.chains.isAbout(client, message));
    const handled = await (isRequest ? this.requests : this.chains).handle(client, message);
    await this.#noteError(client, message);
    return handled;
  }

  /** Whoever looks at a message that was delivered is to see what CRS thought of it. */
  async #noteError(client: ClientBase, { dealerCode, payload }: InboundMessage): Promise<void> {
    const code = asId(payload['errorCode']);
    const about = asId(payload['errorSubmittedMessageId']);
    if (code !== undefined && about !== undefined)
      await this.reported.note(client, dealerCode, about, code);
  }
}

// Ids may be numbers that a double cannot hold.
function payloadOf(body: string): InboundMessage['payload'] {
  const parsed = parseJson(body);
  if ('error' in parsed) throw new Error(`The stored message cannot be read: ${parsed.error}`);
  return (parsed.value as { payload?: InboundMessage['payload'] | null }).payload ?? {};
}
