import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { LEASE_SECONDS } from './queue.store.js';
import type { ClaimedMessage } from './message-record.js';

type Queryable = Pick<ClientBase, 'query'>;

/**
 * The queue of what is sent, as the one sees it who sends for a dealer: nobody else claims there
 * meanwhile. How long a message waits after a failure is the sender's business.
 */
@Injectable()
export class OutboundQueueStore {
  /** Claims the message of a dealer whose turn it is, and counts the attempt. */
  async claimNext(
    client: Queryable,
    dealerCode: string,
    lease: string,
  ): Promise<ClaimedMessage | undefined> {
    const { rows } = await client.query<Omit<ClaimedMessage, 'sequence'> & { sequence: string }>({
      text: CLAIM_NEXT,
      values: [dealerCode, lease],
    });
    return rows[0] && { ...rows[0], sequence: Number(rows[0].sequence) };
  }

  /** Keeps a claimed message for {@link LEASE_SECONDS} from now. */
  async renew(client: Queryable, { dealerCode, queueKey, lease }: ClaimedMessage): Promise<void> {
    await client.query({
      text: `UPDATE message_lane SET lease_until = clock_timestamp() + ${LEASE}
             WHERE dealer_code = $1 AND direction = 'out' AND queue_key = $2 AND lease = $3`,
      values: [dealerCode, queueKey, lease],
    });
  }

  /**
   * Lets go of a claimed message that was not delivered: it stays the first of its key.
   * @param error why; undefined when it was not tried, and the attempt does not count
   */
  async giveBack(
    client: Queryable,
    { dealerCode, sequence, queueKey, lease }: ClaimedMessage,
    error: string | undefined,
  ): Promise<void> {
    await client.query({
      text: `WITH lane AS (
               UPDATE message_lane SET lease = NULL, lease_until = NULL
               WHERE dealer_code = $1 AND direction = 'out' AND queue_key = $2 AND lease = $3
               RETURNING head)
             UPDATE message SET error = coalesce($5::text, error),
               attempt_count = attempt_count - CASE WHEN $5::text IS NULL THEN 1 ELSE 0 END
             FROM lane WHERE dealer_code = $1 AND direction = 'out' AND sequence = $4`,
      values: [dealerCode, queueKey, lease, sequence, error ?? null],
    });
  }
}

const LEASE = `interval '${LEASE_SECONDS} seconds'`;

const CLAIM_NEXT = `
  WITH next AS (
    SELECT queue_key FROM message_lane
    WHERE dealer_code = $1 AND direction = 'out' AND NOT held
    ORDER BY priority DESC, head LIMIT 1
    FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE message_lane l SET lease = $2, lease_until = clock_timestamp() + ${LEASE}
    FROM next
    WHERE l.dealer_code = $1 AND l.direction = 'out' AND l.queue_key = next.queue_key
    RETURNING l.head
  )
  UPDATE message m SET attempt_count = attempt_count + 1, attempt_time = clock_timestamp()
  FROM claimed
  WHERE m.dealer_code = $1 AND m.direction = 'out' AND m.sequence = claimed.head
  RETURNING m.dealer_code AS "dealerCode", m.direction, m.sequence, m.queue_key AS "queueKey",
    $2::text AS lease, m.attempt_count AS "attemptCount", m.message_type AS "messageType",
    m.customer_number AS "customerNumber", m.submitted_message_id AS "submittedMessageId",
    m.body, m.request_id AS "requestId", m.chain_id AS "chainId"`;
