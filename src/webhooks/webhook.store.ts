import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import type { Webhook, WebhookDelivery } from '../generated/prisma/client.js';
import type { PageRequest, Part } from '../http/page.js';
import type { DeliveryView, WebhookState, WebhookView } from './webhook.js';
import type { WebhookKey } from './webhook-secrets.js';

/** A webhook to be registered. */
export interface NewWebhook extends WebhookKey {
  readonly url: string;
  readonly eventTypes: readonly string[];
  /** Sealed. */
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly after: number;
  readonly now: Date;
}

/** What may be changed of a webhook. */
export interface WebhookChange {
  readonly url?: string;
  readonly eventTypes?: readonly string[];
  readonly state?: WebhookState;
  readonly reason?: string | null;
  readonly secret?: Uint8Array<ArrayBuffer>;
  readonly after?: number;
  /** Tries again now, and forgets the failures. */
  readonly afresh?: Date;
}

/** Webhooks and the log of their deliveries, as their owners handle them. */
@Injectable()
export class WebhookStore {
  constructor(private readonly database: Database) {}

  async add(webhook: NewWebhook): Promise<void> {
    const { after, now, eventTypes, ...rest } = webhook;
    await this.database.prisma.webhook.create({
      data: {
        ...rest,
        eventTypes: [...eventTypes],
        state: 'active',
        cursor: BigInt(after),
        dueTime: now,
        createdTime: now,
      },
    });
  }

  /** The oldest first. */
  async list(dealerCode: string, { page, items }: PageRequest): Promise<Part<WebhookView>> {
    const { webhook } = this.database.prisma;
    const where = { dealerCode };
    const total = await webhook.count({ where });
    if (page * items >= total) return { items: [], total };
    const rows = await webhook.findMany({
      where,
      orderBy: [{ createdTime: 'asc' }, { webhookId: 'asc' }],
      skip: page * items,
      take: items,
    });
    return { items: rows.map(toView), total };
  }

  /** @throws AppError `not-found` */
  async get(key: WebhookKey): Promise<WebhookView> {
    return toView(await this.#find(key));
  }

  /** Sealed. @throws AppError `not-found` */
  async secret(key: WebhookKey): Promise<Uint8Array> {
    return (await this.#find(key)).secret;
  }

  /** @throws AppError `not-found` */
  async change(key: WebhookKey, change: WebhookChange): Promise<void> {
    const { after, afresh, eventTypes, ...rest } = change;
    const { count } = await this.database.prisma.webhook.updateMany({
      where: key,
      data: {
        ...rest,
        ...(eventTypes && { eventTypes: [...eventTypes] }),
        ...(after !== undefined && { cursor: BigInt(after) }),
        ...(afresh && { failures: 0, dueTime: afresh }),
      },
    });
    if (count === 0) throw noSuchWebhook();
  }

  /** The log of its deliveries is left to be forgotten. @throws AppError `not-found` */
  async remove(key: WebhookKey): Promise<void> {
    const { count } = await this.database.prisma.webhook.deleteMany({ where: key });
    if (count === 0) throw noSuchWebhook();
  }

  /** The newest first. @throws AppError `not-found` */
  async deliveries(key: WebhookKey, { page, items }: PageRequest): Promise<Part<DeliveryView>> {
    await this.#find(key);
    const { webhookDelivery } = this.database.prisma;
    const total = await webhookDelivery.count({ where: key });
    if (page * items >= total) return { items: [], total };
    const rows = await webhookDelivery.findMany({
      where: key,
      orderBy: { number: 'desc' },
      skip: page * items,
      take: items,
    });
    return { items: rows.map(toDelivery), total };
  }

  async #find({ dealerCode, webhookId }: WebhookKey): Promise<Webhook> {
    const row = await this.database.prisma.webhook.findUnique({
      where: { dealerCode_webhookId: { dealerCode, webhookId } },
    });
    if (!row) throw noSuchWebhook();
    return row;
  }
}

function noSuchWebhook(): AppError {
  return new AppError('not-found', 'There is no such webhook');
}

function toView(row: Webhook): WebhookView {
  const { webhookId: id, url, eventTypes, state, reason, failures, dueTime } = row;
  const isRetrying = state === 'active' && failures > 0;
  return {
    id,
    url,
    eventTypes,
    state: state as WebhookState,
    ...(reason !== null && { reason }),
    after: Number(row.cursor),
    failures,
    ...(isRetrying && { nextAttemptTime: dueTime.toISOString() }),
    createdTime: row.createdTime.toISOString(),
    ...(row.deliveredTime && { deliveredTime: row.deliveredTime.toISOString() }),
  };
}

function toDelivery(row: WebhookDelivery): DeliveryView {
  const { number, sequence, time, milliseconds, status, error } = row;
  return {
    number: Number(number),
    sequence: Number(sequence),
    time: time.toISOString(),
    milliseconds,
    delivered: error === null,
    ...(status !== null && { status }),
    ...(error !== null && { error }),
  };
}
