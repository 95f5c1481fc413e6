import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { EventRecord } from '../events/event.js';
import { CLAIM, DELIVERED, FAILED, NEXT, PASS, RELEASE } from './delivery.sql.js';
import type { WebhookKey } from './webhook-secrets.js';

/** Events that are looked through at one time for those that a webhook wants. */
const WINDOW = 10_000;

/** A webhook that this process delivers to now; nobody else does until the lease ends. */
export interface ClaimedWebhook extends WebhookKey {
  readonly url: string;
  readonly eventTypes: readonly string[];
  /** Sealed. */
  readonly secret: Uint8Array;
  /** Sequence of the last event it is done with. */
  readonly cursor: number;
  readonly failures: number;
  readonly isActive: boolean;
  /** Proves the claim. */
  readonly lease: string;
}

/** The next event of a webhook, or how far there is none. */
export interface NextEvent {
  readonly event?: EventRecord;
  /** There is none that it wants up to here. */
  readonly through: number;
}

/** What came of an attempt. */
export interface Attempt {
  readonly time: Date;
  readonly milliseconds: number;
  readonly status?: number;
  /** Left out when the event was delivered. */
  readonly error?: string;
}

/** What a failure leads to. */
export interface Consequence {
  readonly dueTime: Date;
  /** Why the webhook is to be paused, if it is. */
  readonly pause?: string;
}

type Row = Omit<ClaimedWebhook, 'cursor'> & { readonly cursor: string };

/**
 * What the deliveries of events do with webhooks. Each step needs the lease, and finds out with it what
 * the owner has changed meanwhile: an endpoint, a cursor that was set back.
 */
@Injectable()
export class DeliveryStore {
  constructor(private readonly database: Database) {}

  /** Claims webhooks that have events waiting and are due, for a minute. */
  async claim(most: number, now: Date): Promise<ClaimedWebhook[]> {
    const { rows } = await this.database.pool.query<Row>({
      name: 'claim-webhooks',
      text: CLAIM,
      values: [most, now, randomUUID()],
    });
    return rows.map(toClaimed);
  }

  /** The next event that a webhook wants. */
  async next({ dealerCode, cursor, eventTypes }: ClaimedWebhook): Promise<NextEvent> {
    const { rows } = await this.database.pool.query<{
      through: string;
      sequence: string | null;
      type: EventRecord['type'];
      time: Date;
      data: EventRecord['data'];
    }>({ name: 'next-event', text: NEXT, values: [dealerCode, cursor, eventTypes, WINDOW] });
    const [row] = rows;
    if (!row) return { through: cursor };
    const { through, sequence, ...event } = row;
    return {
      through: Number(through),
      ...(sequence !== null && { event: { ...event, sequence: Number(sequence) } }),
    };
  }

  /** Moves on to `through`, where nothing was to deliver. @returns undefined if the lease is lost */
  async pass(webhook: ClaimedWebhook, through: number): Promise<ClaimedWebhook | undefined> {
    return this.#step('pass-webhook', PASS, webhook, [through]);
  }

  /** Writes down that an event was delivered. @returns undefined if the lease is lost */
  async delivered(
    webhook: ClaimedWebhook,
    sequence: number,
    attempt: Attempt,
  ): Promise<ClaimedWebhook | undefined> {
    return this.#step('webhook-delivered', DELIVERED, webhook, [sequence, ...logged(attempt)]);
  }

  /** Writes down that an attempt failed, and lets go of the webhook. */
  async failed(
    webhook: ClaimedWebhook,
    sequence: number,
    attempt: Attempt,
    { dueTime, pause }: Consequence,
  ): Promise<void> {
    const { failures } = webhook;
    const values = [sequence, ...logged(attempt), failures, dueTime, pause ?? null];
    await this.#step('webhook-failed', FAILED, webhook, values);
  }

  /** Lets go of a webhook. Those that wait longer have their turn first. */
  async release({ dealerCode, webhookId, lease }: ClaimedWebhook, now: Date): Promise<void> {
    await this.database.pool.query({
      name: 'release-webhook',
      text: RELEASE,
      values: [dealerCode, webhookId, lease, now],
    });
  }

  /** When the attempts that failed one after the other began, if the log still has it. */
  async failingSince({
    dealerCode,
    webhookId,
    failures,
  }: ClaimedWebhook): Promise<Date | undefined> {
    const { rows } = await this.database.pool.query<{ time: Date }>({
      name: 'webhook-failing-since',
      text: `SELECT time FROM webhook_delivery WHERE dealer_code = $1 AND webhook_id = $2
             ORDER BY number DESC OFFSET $3 LIMIT 1`,
      values: [dealerCode, webhookId, failures - 1],
    });
    return rows[0]?.time;
  }

  async #step(name: string, text: string, webhook: ClaimedWebhook, values: readonly unknown[]) {
    const { dealerCode, webhookId, lease, cursor } = webhook;
    const { rows } = await this.database.pool.query<Row>({
      name,
      text,
      values: [dealerCode, webhookId, lease, cursor, ...values],
    });
    return rows[0] && toClaimed(rows[0]);
  }
}

function toClaimed({ cursor, ...row }: Row): ClaimedWebhook {
  return { ...row, cursor: Number(cursor) };
}

function logged({ time, milliseconds, status, error }: Attempt) {
  return [time, milliseconds, status ?? null, error ?? null] as const;
}
