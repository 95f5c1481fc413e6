import { ConnectionSecrets } from '../../src/outbox/connection/connection-secrets.js';
import type { CrsPeer } from './crs-peer.js';
import type { TestServer } from './test-server.js';

/** Connects a dealer of a server with a peer: CRS is told of all changes from now on. */
export async function connectDealer(
  { app, database }: TestServer,
  dealer: string,
  peer: CrsPeer,
): Promise<void> {
  const secret = app.get(ConnectionSecrets).seal(dealer, 'secret', 's3cret-of-the-dealer');
  await database.pool.query(
    `INSERT INTO crs_connection (dealer_code, message_url, token_url, client_id, environment, secret,
       secret_time, notify_types, notified_generation, due_time)
     SELECT dealer_code, $2, $3, 'dealer', 'test', $4, now(),
       '{contract,invoice,catalog,document}', generation, now()
     FROM dealer_generation WHERE dealer_code = $1`,
    [dealer, peer.messageUrl, peer.tokenUrl, secret],
  );
}
