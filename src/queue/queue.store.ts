import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { ENQUEUE, ENQUEUE_ONCE } from './enqueue.sql.js';
import type {
  ClaimedMessage,
  Direction,
  Enqueued,
  MessageKey,
  NewMessage,
  Settled,
} from './message-record.js';

type Queryable = Pick<ClientBase, 'query'>;

/** For how long a message that is being handled is left alone. */
export const LEASE_SECONDS = 15;

/**
 * The two queues of messages. A key with messages waiting has a lane, which names the first of them:
 * so what may be handled next is found without looking at what waits behind it, however much that is.
 *
 * The statements that look for messages are not prepared: a plan that is made while the table is small
 * would be kept when it is large, until the next ANALYZE.
 *
 * A lane is locked last but for the event counter, both when a message is added and when one is
 * settled: a message that is added meanwhile is either seen by whoever settles the one before it, or
 * waits and makes a lane of its own.
 */
@Injectable()
export class QueueStore {
  /** How often messages were added by {@link enqueueOnce}. */
  #addedOnce = 0;

  constructor(private readonly database: Database) {}

  /** Adds messages of one dealer in their order: all of them or none. */
  async enqueue(
    client: Queryable,
    dealerCode: string,
    direction: Direction,
    messages: readonly NewMessage[],
  ): Promise<Enqueued[]> {
    const { rows } = await client.query<{ sequence: string; enqueuedTime: Date }>({
      name: 'enqueue-messages',
      text: ENQUEUE,
      values: enqueueValues(dealerCode, direction, messages),
    });
    return rows.map(({ sequence, enqueuedTime }) => ({ sequence: Number(sequence), enqueuedTime }));
  }

  /**
   * Adds those messages of one dealer that are not there yet: all of them or none. One is there when its
   * client, id and digest are. No two of those given may be the same.
   * @returns where each stands and when it was added, now or then; undefined when somebody else added
   *   messages at this moment, which cannot be while the caller's transaction has the counter locked
   */
  async enqueueOnce(
    client: Queryable,
    dealerCode: string,
    direction: Direction,
    messages: readonly NewMessage[],
  ): Promise<Enqueued[] | undefined> {
    // Planned anew whenever the messages have doubled: a plan that is made while the table is small
    // would be kept, and to plan it each time would take longer than to run it.
    const name = `enqueue-once-${Math.floor(Math.log2(++this.#addedOnce))}`;
    const { rows } = await client.query<{ sequence: string; enqueuedTime: Date | null }>({
      name,
      text: ENQUEUE_ONCE,
      values: enqueueValues(dealerCode, direction, messages),
    });
    const added = rows.flatMap(({ sequence, enqueuedTime }) =>
      enqueuedTime === null ? [] : [{ sequence: Number(sequence), enqueuedTime }],
    );
    return added.length === messages.length ? added : undefined;
  }

  /**
   * Claims messages whose turn it is, at most one of each key and dealers alike, for
   * {@link LEASE_SECONDS}. The attempt is counted now: a message that ends the process that handles
   * it must not be tried for ever.
   */
  async claim(direction: Direction, most: number): Promise<ClaimedMessage[]> {
    const { rows } = await this.database.pool.query<
      Omit<ClaimedMessage, 'sequence'> & { sequence: string }
    >({
      text: CLAIM,
      values: [direction, most, randomUUID()],
    });
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  }

  /**
   * Ends the handling of a claimed message, within the transaction that does what it asks for.
   * @throws AppError `message-lost` when the lease ended and somebody else took the message
   */
  async settle(client: Queryable, claimed: ClaimedMessage, settled: Settled): Promise<void> {
    await this.#lockLane(client, claimed);
    const held = settled.state !== 'done';
    await client.query({
      text: `UPDATE message SET state = $4, outcome = $5, error = $6,
               settled_time = CASE WHEN $4 = 'done' THEN clock_timestamp() END,
               request_id = coalesce($7, request_id), chain_id = coalesce($8, chain_id),
               crs_enqueued_time = coalesce($9, crs_enqueued_time)
             WHERE dealer_code = $1 AND direction = $2 AND sequence = $3`,
      values: [
        ...keyOf(claimed),
        settled.state,
        settled.outcome ?? null,
        settled.error ?? null,
        settled.requestId ?? null,
        settled.chainId ?? null,
        settled.crsEnqueuedTime ?? null,
      ],
    });
    if (held) await this.#holdLane(client, claimed);
    else await moveLane(client, claimed, claimed.queueKey);
  }

  /**
   * Lets a message that failed be tried again, `delaySeconds` from now; those of its key wait.
   * @param options.counted whether the attempt was one: not when the database was to blame
   */
  async postpone(
    claimed: ClaimedMessage,
    error: string,
    delaySeconds: number,
    { counted = true }: { counted?: boolean } = {},
  ): Promise<void> {
    await this.database.pool.query({
      text: `WITH lane AS (
               UPDATE message_lane SET lease = NULL, lease_until = NULL,
                 due_time = clock_timestamp() + make_interval(secs => $6)
               WHERE dealer_code = $1 AND direction = $2 AND queue_key = $7 AND lease = $4
               RETURNING head)
             UPDATE message SET error = $5, attempt_count = attempt_count - $8 FROM lane
             WHERE dealer_code = $1 AND direction = $2 AND sequence = $3`,
      values: [
        ...keyOf(claimed),
        claimed.lease,
        error,
        delaySeconds,
        claimed.queueKey,
        counted ? 0 : 1,
      ],
    });
  }

  /** The fence: whoever no longer has the lease does nothing. */
  async #lockLane(client: Queryable, claimed: ClaimedMessage): Promise<void> {
    const { rowCount } = await client.query({
      name: 'lock-lane',
      text: `SELECT FROM message_lane
             WHERE dealer_code = $1 AND direction = $2 AND queue_key = $3 AND lease = $4
               AND head = $5 FOR UPDATE`,
      values: [
        claimed.dealerCode,
        claimed.direction,
        claimed.queueKey,
        claimed.lease,
        claimed.sequence,
      ],
    });
    if (rowCount === 0) throw new AppError('message-lost');
  }

  async #holdLane(client: Queryable, { dealerCode, direction, queueKey }: ClaimedMessage) {
    await client.query(
      `UPDATE message_lane SET held = true, lease = NULL, lease_until = NULL
       WHERE dealer_code = $1 AND direction = $2 AND queue_key = $3`,
      [dealerCode, direction, queueKey],
    );
  }
}

function enqueueValues(
  dealerCode: string,
  direction: Direction,
  messages: readonly NewMessage[],
): unknown[] {
  const column = <T>(of: (message: NewMessage) => T) => messages.map((message) => of(message));
  return [
    dealerCode,
    direction,
    direction === 'in' ? 'inbound' : 'outbound',
    column((one) => one.messageType),
    column((one) => one.customerNumber),
    column((one) => one.priority),
    column((one) => one.submittedMessageId),
    column((one) => one.submittedTime),
    column((one) => one.digest),
    column((one) => one.body),
    column((one) => one.queueKey),
    column((one) => one.enqueuedClientId),
    column((one) => one.requestId ?? null),
    column((one) => one.chainId ?? null),
  ];
}

function keyOf({ dealerCode, direction, sequence }: MessageKey) {
  return [dealerCode, direction, sequence] as const;
}

/**
 * Moves a lane on to the first message of its key that waits, or ends it. The caller has locked it, so
 * that this statement sees all messages there are.
 */
export async function moveLane(
  client: Queryable,
  { dealerCode, direction }: Omit<MessageKey, 'sequence'>,
  queueKey: string,
): Promise<void> {
  await client.query({
    text: MOVE_LANE,
    values: [dealerCode, direction, queueKey],
  });
}

const CLAIM = `
  WITH next AS (
    SELECT d.dealer_code, lane.queue_key
    FROM dealer d CROSS JOIN LATERAL (
      SELECT queue_key FROM message_lane l
      WHERE l.dealer_code = d.dealer_code AND direction = $1 AND NOT held
        AND due_time <= clock_timestamp()
        AND (lease_until IS NULL OR lease_until <= clock_timestamp())
      ORDER BY priority DESC, head LIMIT $2
      FOR UPDATE SKIP LOCKED) AS lane
    -- No dealer's queue keeps another's waiting.
    ORDER BY random() LIMIT $2
  ), claimed AS (
    UPDATE message_lane l SET lease = $3,
      lease_until = clock_timestamp() + interval '${LEASE_SECONDS} seconds'
    FROM next
    WHERE l.dealer_code = next.dealer_code AND l.direction = $1 AND l.queue_key = next.queue_key
    RETURNING l.dealer_code, l.head, l.priority
  ), counted AS (
    UPDATE message m SET attempt_count = attempt_count + 1, attempt_time = clock_timestamp()
    FROM claimed
    WHERE m.dealer_code = claimed.dealer_code AND m.direction = $1 AND m.sequence = claimed.head
    RETURNING m.dealer_code AS "dealerCode", m.direction, m.sequence, m.queue_key AS "queueKey",
      $3::text AS lease, m.attempt_count AS "attemptCount", m.message_type AS "messageType",
      m.customer_number AS "customerNumber", m.submitted_message_id AS "submittedMessageId",
      m.body, m.request_id AS "requestId", m.chain_id AS "chainId",
      m.enqueued_time AS "enqueuedTime", m.priority
  )
  SELECT * FROM counted ORDER BY priority DESC, sequence`;

// The first message from the key's place on in the index of what waits. Said in this way no other index
// will do: by equality any one that begins with the dealer is as good to a planner without statistics.
const MOVE_LANE = `
  WITH next AS (
    SELECT sequence, priority FROM (
      SELECT direction, queue_key, sequence, priority FROM message
      WHERE dealer_code = $1 AND (direction, queue_key) >= ($2, $3)
        AND state IN ('queued', 'parked', 'unmatched')
      ORDER BY direction, queue_key, sequence LIMIT 1) AS first
    WHERE direction = $2 AND queue_key = $3
  ), moved AS (
    UPDATE message_lane SET head = next.sequence, priority = next.priority, held = false,
      due_time = clock_timestamp(), lease = NULL, lease_until = NULL
    FROM next WHERE dealer_code = $1 AND direction = $2 AND queue_key = $3
    RETURNING head
  )
  DELETE FROM message_lane WHERE dealer_code = $1 AND direction = $2 AND queue_key = $3
    AND NOT EXISTS (SELECT FROM next)`;
