import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { MessageType } from '../interface/message/vocabulary.js';
import { QueueStore } from '../queue/queue.store.js';
import type { Notification, QueuedNotification } from './notification.js';
import { lockWaiting } from './waiting-messages.js';
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

  /**
   * Adds notifications of one dealer in their order, within the caller's transaction. One that waits
   * already speaks for the new one too: CRS pulls what there is when it is told. It is not sent before
   * the transaction ends. Tens of thousands take some seconds: more than a statement of the pool may.
   * @returns each of them once, as given
   */
  async enqueueNotifications(
    client: Pick<ClientBase, 'query'>,
    dealerCode: string,
    notifications: readonly Notification[],
  ): Promise<QueuedNotification[]> {
    const given = new Map(notifications.map((one) => [queueKeyOf(one), one]));
    if (given.size === 0) return [];
    const waiting = await lockWaiting(client, dealerCode, [...given.keys()]);
    const fresh = [...given].filter(([queueKey]) => !waiting.has(queueKey));
    const messages = fresh.map(([queueKey, notification]) => ({ ...notification, queueKey }));
    const added = (await this.enqueue(client, dealerCode, messages)).values();
    return [...given].flatMap(([queueKey, notification]) => {
      const merged = waiting.get(queueKey);
      const place = merged ?? added.next().value;
      return place ? [{ ...notification, ...place, merged: merged !== undefined }] : [];
    });
  }
}

/** As for such a message from CRS. */
function queueKeyOf({ messageType, customerNumber }: Notification): string {
  return `${messageType}/${customerNumber}`;
}

/**
 * What the sender has to say of a message: § Base Messaging Structure; of one without a payload only
 * what § Simple Real-Time Update names.
 */
function envelope(dealerCode: string, message: OutboundMessage) {
  const { messageType, customerNumber, payload, queueKey, requestId, chainId } = message;
  const submittedMessageId = randomUUID();
  const submittedTime = wholeSecond();
  const body = JSON.stringify({
    dealerCode,
    customerNumber,
    ...(payload && { submittedPriority: 1 }),
    submittedMessageId,
    submittedTime: interfaceTime(submittedTime),
    messageType,
    ...(payload && { payload }),
  });
  return {
    messageType,
    customerNumber,
    // Of ours that may go next: thousands of changes must not keep a customer's answer waiting.
    priority: payload ? 1 : 0,
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
