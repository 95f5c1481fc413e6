import { declareMetrics } from './metric.js';

/** From a second to an hour: what waits longer is looked for by the age of the oldest. */
const DELIVERY_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600];

/** What is counted of messages to CRS and of webhooks in this process. */
export const SENDING_METRICS = declareMetrics({
  crs_outbound_attempts_total: {
    kind: 'counter',
    help: 'Attempts to send a message to CRS: "delivered", "refused" (parked), "retry" (CRS answered, and wants it later), "unauthorized" (401 with a new token), "no_answer", "no_token"',
    labels: ['dealer', 'outcome'],
  },
  crs_outbound_retries_total: {
    kind: 'counter',
    help: 'Those of the attempts that were not the first of their message',
    labels: ['dealer'],
  },
  crs_outbound_attempt_duration_seconds: {
    kind: 'histogram',
    help: 'How long an attempt took, with what it took to get a token',
    labels: ['outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  },
  crs_outbound_delivery_seconds: {
    kind: 'histogram',
    help: 'From when a message to CRS was queued to when CRS had taken it',
    labels: [],
    buckets: DELIVERY_BUCKETS,
  },
  crs_outbound_tokens_total: {
    kind: 'counter',
    help: 'Access tokens asked for at CRS\'s token endpoint: "issued", "refused" (an error of RFC 6749), "failed" (no proper answer)',
    labels: ['dealer', 'outcome'],
  },
  crs_webhook_deliveries_total: {
    kind: 'counter',
    help: 'Attempts to deliver an event to a webhook: "delivered" or "failed"',
    labels: ['dealer', 'outcome'],
  },
});
