import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';
import { appendEvents } from './append-events.js';
import type { EventRecord, NewEvent } from './event.js';

/** The feed of what happened to a dealer's requests, chains, messages and loads. */
@Injectable()
export class EventStore {
  constructor(private readonly database: Database) {}

  /** As {@link appendEvents}. */
  append(
    client: Pick<ClientBase, 'query'>,
    dealerCode: string,
    events: readonly NewEvent[],
  ): Promise<void> {
    return appendEvents(client, dealerCode, events);
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
  /** The sequence of the last event of each dealer; dealers without events are not in it. */
  async ends(dealerCodes: readonly string[]): Promise<Map<string, number>> {
    const { rows } = await this.database.pool.query<{ dealerCode: string; last: string }>({
      name: 'event-ends',
      text: `SELECT dealer_code AS "dealerCode", last FROM dealer_counter
             WHERE dealer_code = ANY($1) AND name = 'event'`,
      values: [dealerCodes],
    });
    return new Map(rows.map(({ dealerCode, last }) => [dealerCode, Number(last)]));
  }
}
