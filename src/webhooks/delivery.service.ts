import { Inject, Injectable, Logger } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { CLOCK, type Clock } from '../auth/clock.js';
import { SecretBoxError } from '../auth/secret-box.js';
import type { EventRecord } from '../events/event.js';
import { Metrics } from '../http/metrics/metrics.js';
import { retryAfterMs } from '../outgoing/retry-after.js';
import type { Ending } from '../queue/ending-worker.js';
import { DeliveryStore, type Attempt, type ClaimedWebhook } from './delivery.store.js';
import { MOST_FAILING_MS, retryDelay } from './retry-schedule.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender, type Answer } from './webhook-sender.js';

/** Then others have their turn. */
const MOST_IN_A_ROW = 100;
const GONE = 410;

/** Delivers events to a webhook, one after the other and in their order (Standard Webhooks). */
@Injectable()
export class DeliveryService {
  readonly #logger = new Logger('Webhooks');

  constructor(
    private readonly store: DeliveryStore,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Delivers what waits for a claimed webhook, until there is nothing more, one fails, or others have to
   * have their turn; then lets go of it.
   */
  async deliver(claimed: ClaimedWebhook, ending: Ending): Promise<void> {
    let webhook: ClaimedWebhook | undefined = claimed;
    for (let count = 0; count < MOST_IN_A_ROW; count++) {
      if (!webhook?.isActive || ending.soon.aborted) break;
      const { event, through } = await this.store.next(webhook);
      if (event) webhook = await this.#attempt(webhook, event, ending.now);
      else if (through > webhook.cursor) webhook = await this.store.pass(webhook, through);
      else break;
    }
    if (webhook) await this.store.release(webhook, new Date(this.clock()));
  }

  /** @returns the webhook if it goes on with it */
  async #attempt(webhook: ClaimedWebhook, event: EventRecord, stop: AbortSignal) {
    const begin = this.clock();
    const answer = await this.#post(webhook, event, stop);
    // What was sent may have arrived: another server sends it again, with the same id.
    if (stop.aborted && answer.status === undefined) return webhook;
    const { status, error = failureOf(status) } = answer;
    const attempt: Attempt = {
      time: new Date(begin),
      milliseconds: Math.max(0, Math.round(this.clock() - begin)),
      ...(status !== undefined && { status }),
      ...(error !== undefined && { error }),
    };
    const outcome = error === undefined ? 'delivered' : 'failed';
    this.metrics.count('crs_webhook_deliveries_total', { dealer: webhook.dealerCode, outcome });
    if (error === undefined) return this.store.delivered(webhook, event.sequence, attempt);
    await this.#fail(webhook, event, attempt, answer);
    return undefined;
  }

  async #fail(
    webhook: ClaimedWebhook,
    { sequence }: EventRecord,
    attempt: Attempt,
    { status, retryAfter }: Answer,
  ): Promise<void> {
    const now = this.clock();
    const wait = retryDelay(webhook.failures + 1, retryAfterMs(retryAfter, now));
    const pause = await this.#reasonToPause(webhook, status);
    const dueTime = new Date(now + wait);
    await this.store.failed(webhook, sequence, attempt, {
      dueTime,
      ...(pause !== undefined && { pause }),
    });
    const { dealerCode: dealer, webhookId, failures } = webhook;
    const { error } = attempt;
    const about = { dealer, webhook: webhookId, sequence, status, error, failures: failures + 1 };
    if (pause === undefined) this.#logger.warn(about, 'An event could not be delivered');
    else this.#logger.error(about, `A webhook was paused: ${pause}`);
  }

  async #reasonToPause(webhook: ClaimedWebhook, status: number | undefined) {
    if (status === GONE) return 'The endpoint answered 410: it is gone';
    if (webhook.failures === 0) return undefined;
    const since = await this.store.failingSince(webhook);
    return since && this.clock() - since.getTime() >= MOST_FAILING_MS
      ? 'All deliveries failed for three days'
      : undefined;
  }

  async #post(webhook: ClaimedWebhook, event: EventRecord, stop: AbortSignal): Promise<Answer> {
    try {
      return await this.sender.post(this.#signed(webhook, event), stop);
    } catch (error) {
      // Of one webhook only, if its row came from another database: the others go on.
      if (error instanceof SecretBoxError) return { error: error.message };
      throw error;
    }
  }

  #signed(webhook: ClaimedWebhook, event: EventRecord) {
    const { dealerCode, webhookId, url, secret } = webhook;
    const { sequence, type, time, data } = event;
    const body = JSON.stringify({ dealer: dealerCode, sequence, type, time, data });
    const id = `${webhookId}_${sequence}`;
    const sentAt = new Date(this.clock());
    const signatures = this.secrets
      .open({ dealerCode, webhookId }, secret, sentAt.getTime())
      .map((one) => new Webhook(one).sign(id, sentAt, body));
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'crs-dealer-api',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': signatures.join(' '),
    };
    return { url, headers, body };
  }
}

/** What is wrong with a status; undefined for 2xx. */
function failureOf(status: number | undefined): string | undefined {
  if (status === undefined || (status >= 200 && status < 300)) return undefined;
  const isRedirect = status >= 300 && status < 400;
  return `answered ${status}${isRedirect ? ': redirects are not followed' : ''}`;
}
