import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { MessageType } from '../interface/message/vocabulary.js';
import { QueueStore } from '../queue/queue.store.js';
import { interfaceTime, wholeSecond } from './whole-second.js';

/** A message to CRS, before it has its envelope. */
export interface OutboundMessage {
  readonly messageType: MessageType;
  readonly customerNumber: string | null;
  /** Of the interface's layout; files by reference. Left out for notifications. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Messages of one key are sent in their order, even when another one is parked. */
  readonly queueKey: string;
  readonly requestId?: string;
  readonly chainId?: string;
}

/** An outbound message in its queue. */
export interface QueuedOutbound {
  readonly sequence: number;
  readonly submittedMessageId: string;
}

/** Puts messages to CRS into the queue, with what they tell: both are committed or neither. */
@Injectable()
export class OutboxService {
  constructor(private readonly queue: QueueStore) {}

  /** Adds messages of one dealer in their order, within the caller's transaction. */
  async enqueue(
    client: Pick<ClientBase, 'query'>,
    dealerCode: string,
    messages: readonly OutboundMessage[],
  ): Promise<QueuedOutbound[]> {
    if (messages.length === 0) return [];
    const rows = messages.map((message) => envelope(dealerCode, message));
    const queued = await this.queue.enqueue(client, dealerCode, 'out', rows);
    return rows.map(({ submittedMessageId }, index) => ({
      submittedMessageId,
      sequence: queued[index]?.sequence ?? 0,
    }));
  }
}

/** § Base Messaging Structure: what the sender has to say of a message. */
function envelope(dealerCode: string, message: OutboundMessage) {
  const { messageType, customerNumber, payload, queueKey, requestId, chainId } = message;
  const submittedMessageId = randomUUID();
  const submittedTime = wholeSecond();
  const body = JSON.stringify({
    dealerCode,
    customerNumber,
    submittedPriority: 1,
    submittedMessageId,
    submittedTime: interfaceTime(submittedTime),
    messageType,
    ...(payload && { payload }),
  });
  return {
    messageType,
    customerNumber,
    priority: 1,
    submittedMessageId,
    submittedTime,
    digest: createHash('sha256').update(body).digest(),
    body,
    queueKey,
    enqueuedClientId: '',
    ...(requestId !== undefined && { requestId }),
    ...(chainId !== undefined && { chainId }),
  };
}
