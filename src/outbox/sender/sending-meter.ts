import { Injectable } from '@nestjs/common';
import { Metrics } from '../../http/metrics/metrics.js';
import type { ClaimedMessage } from '../../queue/message-record.js';
import type { Exchange } from './exchange.service.js';

/** Counts what is sent to CRS. */
@Injectable()
export class SendingMeter {
  constructor(private readonly metrics: Metrics) {}

  /**
   * Counts an attempt to send a message.
   * @param seconds that it took
   * @param now milliseconds since 1970
   */
  attempted(message: ClaimedMessage, exchange: Exchange, seconds: number, now: number): void {
    const { dealerCode: dealer, attemptCount, enqueuedTime } = message;
    const outcome = outcomeOf(exchange);
    this.metrics.count('crs_outbound_attempts_total', { dealer, outcome });
    this.metrics.observe('crs_outbound_attempt_duration_seconds', { outcome }, seconds);
    if (attemptCount > 1) this.metrics.count('crs_outbound_retries_total', { dealer });
    if (outcome !== 'delivered') return;
    const waited = Math.max(0, now - enqueuedTime.getTime()) / 1000;
    this.metrics.observe('crs_outbound_delivery_seconds', {}, waited);
  }
}

function outcomeOf(exchange: Exchange): string {
  if (exchange.kind === 'answered') return exchange.verdict.kind;
  return exchange.kind === 'unsendable' ? 'refused' : exchange.kind;
}
