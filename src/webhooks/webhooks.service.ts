import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { CLOCK, type Clock } from '../auth/clock.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { DealerService } from '../auth/dealer.service.js';
import { pageOf, type Page } from '../http/page.js';
import type { PageQuery } from '../http/pull-query.js';
import { WebhookSettings } from './webhook-settings.js';
import { WebhookSecrets, type WebhookKey } from './webhook-secrets.js';
import type { DeliveryView, WebhookView, WebhookWithSecret } from './webhook.js';
import { WebhookStore } from './webhook.store.js';
import type { WebhookBody, WebhookPatch } from './webhooks.dto.js';

/** Which webhook, and as whose. */
export interface NamedWebhook {
  readonly webhookId: string;
  readonly dealer: string | undefined;
}

/**
 * A dealer's webhooks, for the dealer's own systems. All here throw AppError `dealer-required` and
 * `dealer-not-allowed`, and those about one webhook `not-found`.
 */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly dealers: DealerService,
    private readonly store: WebhookStore,
    private readonly secrets: WebhookSecrets,
    private readonly settings: WebhookSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The oldest first. */
  async list(caller: Caller, query: PageQuery): Promise<Page<WebhookView>> {
    const dealer = resolveDealer(caller, query.dealer);
    const part = await this.#part(dealer, query);
    return pageOf(part, await this.store.list(dealer, part));
  }

  get(caller: Caller, named: NamedWebhook): Promise<WebhookView> {
    return this.store.get(keyOf(caller, named));
  }

  /** The attempts to deliver to it, the newest first. */
  async deliveries(
    caller: Caller,
    named: NamedWebhook,
    query: PageQuery,
  ): Promise<Page<DeliveryView>> {
    const key = keyOf(caller, named);
    const part = await this.#part(key.dealerCode, query);
    return pageOf(part, await this.store.deliveries(key, part));
  }

  /** Registers a webhook. Its secret is told now and never again. @throws AppError `invalid-request` */
  async add(
    caller: Caller,
    dealer: string | undefined,
    body: WebhookBody,
  ): Promise<WebhookWithSecret> {
    const key = { dealerCode: resolveDealer(caller, dealer), webhookId: this.secrets.makeId() };
    const secret = this.secrets.make();
    await this.store.add({
      ...key,
      url: this.settings.url(body.url),
      eventTypes: body.eventTypes ?? [],
      secret: this.secrets.seal(key, secret),
      after: await this.settings.start(key.dealerCode, body.after),
      now: this.#now(),
    });
    return { ...(await this.store.get(key)), secret };
  }

  /** An endpoint of its own, or one that is active again, is tried at once. @throws `invalid-request` */
  async change(
    caller: Caller,
    named: NamedWebhook,
    { url, eventTypes, state }: WebhookPatch,
  ): Promise<WebhookView> {
    const key = keyOf(caller, named);
    const reason = state === 'paused' ? `Paused by client ${caller.clientId}` : null;
    await this.store.change(key, {
      ...(url !== undefined && { url: this.settings.url(url) }),
      ...(eventTypes && { eventTypes }),
      ...(state && { state, reason }),
      ...((url !== undefined || state === 'active') && { afresh: this.#now() }),
    });
    return this.store.get(key);
  }

  /** Delivers again what came after an event. @throws AppError `invalid-request` */
  async replay(caller: Caller, named: NamedWebhook, given: number): Promise<WebhookView> {
    const key = keyOf(caller, named);
    const after = await this.settings.start(key.dealerCode, given);
    await this.store.change(key, { after, afresh: this.#now() });
    return this.store.get(key);
  }

  /** Gives a webhook another secret; for a day it is signed with both. */
  async rotate(caller: Caller, named: NamedWebhook): Promise<WebhookWithSecret> {
    const key = keyOf(caller, named);
    const secret = this.secrets.make();
    const sealed = await this.store.secret(key);
    await this.store.change(key, {
      secret: this.secrets.rotate(key, sealed, secret, this.clock()),
    });
    return { ...(await this.store.get(key)), secret };
  }

  async remove(caller: Caller, named: NamedWebhook): Promise<void> {
    await this.store.remove(keyOf(caller, named));
  }

  async #part(dealer: string, { page, items }: PageQuery) {
    return { page, items: items ?? (await this.dealers.get(dealer)).pageSize };
  }

  #now(): Date {
    return new Date(this.clock());
  }
}

function keyOf(caller: Caller, { webhookId, dealer }: NamedWebhook): WebhookKey {
  return { dealerCode: resolveDealer(caller, dealer), webhookId };
}
