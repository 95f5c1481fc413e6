import type { Asked } from './server-facts.store.js';

/** A sealed secret, and whose it is. */
export interface SealedSecret {
  readonly dealer: string;
  /** `secret`, `next secret`, `token`, or the id of a webhook. */
  readonly what: string;
  readonly sealed: Uint8Array;
}

const OF_CONNECTIONS = `
  SELECT c.dealer_code AS dealer, s.what, s.sealed
  FROM crs_connection c CROSS JOIN LATERAL (VALUES
    ('secret', c.secret), ('next secret', c.next_secret)) AS s (what, sealed)
  WHERE s.sealed IS NOT NULL AND c.dealer_code = ANY($1) ORDER BY 1, 2`;

const OF_WEBHOOKS = `
  SELECT dealer_code AS dealer, webhook_id AS what, secret AS sealed
  FROM webhook WHERE dealer_code = ANY($1) ORDER BY 1, 2`;

/** What these dealers show to CRS. @throws the driver's error */
export async function connectionSecrets(asked: Asked, dealers: readonly string[]) {
  return (await asked.query<SealedSecret>(OF_CONNECTIONS, [dealers])).rows;
}

/** What these dealers' webhooks are signed with. @throws the driver's error */
export async function webhookSecrets(asked: Asked, dealers: readonly string[]) {
  return (await asked.query<SealedSecret>(OF_WEBHOOKS, [dealers])).rows;
}
