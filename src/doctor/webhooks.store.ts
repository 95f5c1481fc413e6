import type { Asked } from './server-facts.store.js';

/** A webhook, as far as it matters here. */
export interface CheckedWebhook {
  readonly dealer: string;
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  /** Attempts that failed since the last event that was delivered. */
  readonly failures: number;
}

const WEBHOOKS = `
  SELECT dealer_code AS dealer, webhook_id AS id, state, reason, failures
  FROM webhook WHERE dealer_code = ANY($1) ORDER BY 1, created_time, 2`;

/** The webhooks of these dealers. @throws the driver's error */
export async function readWebhooks(asked: Asked, dealers: readonly string[]) {
  return (await asked.query<CheckedWebhook>(WEBHOOKS, [dealers])).rows;
}
