import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';
import { takeNumbers } from '../database/dealer-counter.js';
import type { EventRecord, NewEvent } from './event.js';

/** The feed of what happened to a dealer's requests, chains, messages and loads. */
@Injectable()
export class EventStore {
  constructor(private readonly database: Database) {}

  /**
   * Adds events at the end of the feed, within the caller's transaction. To be called last in it: all
   * writers of the dealer's feed wait for one another from here to the commit.
   */
  async append(
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

  /** The events after a sequence, in their order. */
  async after(dealerCode: string, sequence: number, most: number): Promise<EventRecord[]> {
    const { rows } = await this.database.pool.query<
      Omit<EventRecord, 'sequence'> & { sequence: string }
    >({
      name: 'events-after',
      text: `SELECT sequence, type, time, data FROM event
             WHERE dealer_code = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
      values: [dealerCode, sequence, most],
    });
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  }
}
