import type { CheckedClient } from './clients.js';
import type { Asked } from './server-facts.store.js';

const CLIENTS = `
  SELECT c.name, c.client_id AS "clientId", c.scopes, c.external_id AS "externalId",
    c.secret_hash IS NOT NULL AS "hasSecret",
    ARRAY(SELECT d.dealer_code FROM api_client_dealer d WHERE d.client_id = c.client_id) AS dealers
  FROM api_client c WHERE c.revoked_at IS NULL ORDER BY c.name, c.client_id`;

/** The clients that are not revoked. @throws the driver's error */
export async function readClients(asked: Asked): Promise<CheckedClient[]> {
  return (await asked.query<CheckedClient>(CLIENTS)).rows;
}
