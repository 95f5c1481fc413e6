import { performance } from 'node:perf_hooks';
import { Agent, request } from 'undici';
import { withClient } from '../../src/database/session.js';
import type { CrsPeer } from '../../test/support/crs-peer.js';
import { rateOf } from '../load/outbox.js';

/**
 * What can be had at best for one message after the other: each is posted, and marked by one statement.
 * No queue, no order, no leases; the token is there.
 * @returns messages a second
 */
export async function postAndUpdate(
  databaseUrl: string,
  { messageUrl, tokenUrl, clients }: CrsPeer,
  number: number,
): Promise<number> {
  const dispatcher = new Agent();
  const form = { client_id: 'dealer', client_secret: clients.get('dealer') ?? '' };
  const grant = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await grant.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const times: number[] = [];
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ sequence: string; body: string }>(
      'SELECT sequence, body FROM message ORDER BY sequence LIMIT $1',
      [number],
    );
    for (const { sequence, body } of rows) {
      const answer = await request(messageUrl, { method: 'POST', headers, body, dispatcher });
      await answer.body.text();
      await client.query({
        name: 'mark',
        text: `UPDATE message SET state = 'done' WHERE sequence = $1 AND direction = 'out'
                 AND dealer_code = (SELECT dealer_code FROM crs_connection)`,
        values: [sequence],
      });
      times.push(performance.now());
    }
  });
  await dispatcher.close();
  return rateOf(times);
}
