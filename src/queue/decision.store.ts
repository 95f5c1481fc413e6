import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { AppError } from '../errors.js';
import type { MessageKey, MessageState } from './message-record.js';
import { moveLane } from './queue.store.js';

type Queryable = Pick<ClientBase, 'query'>;

interface Lane {
  readonly head: number;
  /** Somebody is handling or sending the head. */
  readonly busy: boolean;
}

interface Decided {
  readonly queueKey: string;
  readonly state: MessageState;
  readonly lane: Lane | undefined;
}

/** What somebody decides about messages that wait for it. */
@Injectable()
export class DecisionStore {
  /**
   * Lets a message that waits for somebody be tried again, with its attempts counted anew. To be called
   * in a transaction, as all here.
   * @param customerNumber the customer it is matched with
   * @throws AppError `not-found`; `not-allowed-now` when it does not wait for anybody
   */
  async replay(
    client: Queryable,
    key: MessageKey,
    by: string,
    customerNumber?: string,
  ): Promise<void> {
    const { queueKey, state } = await lock(client, key);
    if (state !== 'parked' && state !== 'unmatched') throw notNow(key, state);
    await client.query(
      `UPDATE message SET state = 'queued', attempt_count = 0, decided_by = $4,
         decided_reason = NULL, customer_number = coalesce($5, customer_number)
       WHERE dealer_code = $1 AND direction = $2 AND sequence = $3`,
      [...valuesOf(key), by, customerNumber ?? null],
    );
    await moveLane(client, key, queueKey);
  }

  /**
   * Ends a message that is not handled or delivered yet: the next one of its key has its turn.
   * @throws AppError `not-found`; `not-allowed-now` when it is settled, or under way
   */
  async drop(client: Queryable, key: MessageKey, by: string, reason: string): Promise<void> {
    const { queueKey, state, lane } = await lock(client, key);
    if (state === 'done' || state === 'dropped') throw notNow(key, state);
    const isHead = lane?.head === key.sequence;
    if (isHead && lane.busy) throw notNow(key, 'under way');
    await client.query(
      `UPDATE message SET state = 'dropped', settled_time = clock_timestamp(), decided_by = $4,
         decided_reason = $5
       WHERE dealer_code = $1 AND direction = $2 AND sequence = $3`,
      [...valuesOf(key), by, reason],
    );
    if (isHead) await moveLane(client, key, queueKey);
  }
}

/** The lane is locked before the message, as everywhere. */
async function lock(client: Queryable, key: MessageKey): Promise<Decided> {
  const found = await client.query<{ queueKey: string }>(
    `SELECT queue_key AS "queueKey" FROM message
     WHERE dealer_code = $1 AND direction = $2 AND sequence = $3`,
    valuesOf(key),
  );
  const queueKey = found.rows[0]?.queueKey;
  if (queueKey === undefined) throw new AppError('not-found', 'There is no such message');
  const lanes = await client.query<{ head: string; busy: boolean }>(
    `SELECT head, lease IS NOT NULL AND lease_until > clock_timestamp() AS busy FROM message_lane
     WHERE dealer_code = $1 AND direction = $2 AND queue_key = $3 FOR UPDATE`,
    [key.dealerCode, key.direction, queueKey],
  );
  const messages = await client.query<{ state: MessageState }>(
    `SELECT state FROM message
     WHERE dealer_code = $1 AND direction = $2 AND sequence = $3 FOR UPDATE`,
    valuesOf(key),
  );
  const lane = lanes.rows[0];
  return {
    queueKey,
    state: messages.rows[0]?.state ?? 'done',
    lane: lane && { head: Number(lane.head), busy: lane.busy },
  };
}

function valuesOf({ dealerCode, direction, sequence }: MessageKey) {
  return [dealerCode, direction, sequence];
}

function notNow({ direction, sequence }: MessageKey, state: string): AppError {
  return new AppError('not-allowed-now', `Message ${direction}-${sequence} is ${state}`, {
    extensions: { state },
  });
}
