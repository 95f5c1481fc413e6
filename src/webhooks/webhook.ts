/** Whether events are delivered to a webhook, or wait. */
export const WEBHOOK_STATES = ['active', 'paused'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** An endpoint of the dealer's that events are posted to, as the dealer's systems see it. */
export interface WebhookView {
  readonly id: string;
  readonly url: string;
  /** Types of events that it gets; all when there are none. */
  readonly eventTypes: readonly string[];
  readonly state: WebhookState;
  /** Why it is paused. */
  readonly reason?: string;
  /** Sequence of the last event it is done with. */
  readonly after: number;
  /** Attempts that failed since the last event that was delivered. */
  readonly failures: number;
  /** When the event at hand is tried again, after a failure. ISO 8601, as all times here. */
  readonly nextAttemptTime?: string;
  readonly createdTime: string;
  readonly deliveredTime?: string;
}

/** A webhook with its secret, which is told once. */
export interface WebhookWithSecret extends WebhookView {
  readonly secret: string;
}

/** One attempt to deliver an event, as the log tells it. */
export interface DeliveryView {
  /** From 1 for each webhook. */
  readonly number: number;
  /** Of the event. */
  readonly sequence: number;
  readonly time: string;
  readonly milliseconds: number;
  readonly delivered: boolean;
  /** What the endpoint answered; left out when it did not. */
  readonly status?: number;
  readonly error?: string;
}
