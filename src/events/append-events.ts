import type { ClientBase } from 'pg';
import { takeNumbers } from '../database/dealer-counter.js';
import type { NewEvent } from './event.js';

/**
 * Adds events at the end of a dealer's feed, within the caller's transaction. To be called last in it:
 * all writers of the feed wait for one another from here to the commit.
 */
export async function appendEvents(
  client: Pick<ClientBase, 'query'>,
  dealerCode: string,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const before = await takeNumbers(client, dealerCode, 'event', events.length);
  await client.query({
    name: 'append-events',
    text: `INSERT INTO event (dealer_code, sequence, type, time, data)
           SELECT $1, $2::bigint + number, type, clock_timestamp(), data
           FROM unnest($3::text[], $4::jsonb[]) WITH ORDINALITY AS given (type, data, number)`,
    values: [
      dealerCode,
      before,
      events.map(({ type }) => type),
      events.map(({ data }) => JSON.stringify(data)),
    ],
  });
}
