import { Injectable } from '@nestjs/common';
import { AppError } from '../errors.js';
import { EventStore } from '../events/event.store.js';
import { AddressRules } from '../outgoing/address-rules.js';
import { checkedUrl, UrlRefusedError } from '../outgoing/checked-url.js';

/** Checks what is asked of a webhook. */
@Injectable()
export class WebhookSettings {
  constructor(
    private readonly rules: AddressRules,
    private readonly events: EventStore,
  ) {}

  /** @throws AppError `invalid-request` */
  url(text: string): string {
    try {
      return checkedUrl(text, this.rules).href;
    } catch (error) {
      if (error instanceof UrlRefusedError) throw fault('url', error.message);
      throw error;
    }
  }

  /**
   * Where in the feed a webhook begins.
   * @param after undefined: at its present end
   * @throws AppError `invalid-request` for what is after its end: that would be left out
   */
  async start(dealerCode: string, after: number | undefined): Promise<number> {
    const end = (await this.events.ends([dealerCode])).get(dealerCode) ?? 0;
    if (after === undefined || after <= end) return after ?? end;
    throw fault('after', `must not be after the end of the feed, ${end}`);
  }
}

function fault(path: string, reason: string): AppError {
  return new AppError('invalid-request', undefined, { faults: [{ path, reason }] });
}
