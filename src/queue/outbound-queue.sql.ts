import { LEASE_SECONDS } from './queue.store.js';

/** From when it is taken. */
export const LEASE = `interval '${LEASE_SECONDS} seconds'`;

const FIRST = `
    SELECT queue_key FROM message_lane
    WHERE dealer_code = $1 AND direction = 'out' AND NOT held
    ORDER BY priority DESC, head LIMIT 1`;

// Without joins: a planner without statistics would read all lanes and all messages of the dealer. The
// message is the first one from the head on in the primary key: by equality any index that begins with
// the dealer is as good to that planner.
const CLAIMED = `claimed AS (
    UPDATE message_lane SET lease = $2, lease_until = clock_timestamp() + ${LEASE}
    WHERE dealer_code = $1 AND direction = 'out' AND queue_key = (SELECT queue_key FROM next)
    RETURNING head
  )
  UPDATE message m SET attempt_count = attempt_count + 1, attempt_time = clock_timestamp()
  WHERE ctid = (
    SELECT ctid FROM (
      SELECT ctid, direction, sequence FROM message
      WHERE dealer_code = $1 AND (direction, sequence) >= ('out', (SELECT head FROM claimed))
      ORDER BY direction, sequence LIMIT 1) AS first
    WHERE direction = 'out' AND sequence = (SELECT head FROM claimed))
  RETURNING m.dealer_code AS "dealerCode", m.direction, m.sequence, m.queue_key AS "queueKey",
    $2::text AS lease, m.attempt_count AS "attemptCount", m.message_type AS "messageType",
    m.customer_number AS "customerNumber", m.submitted_message_id AS "submittedMessageId",
    m.body, m.request_id AS "requestId", m.chain_id AS "chainId",
    m.enqueued_time AS "enqueuedTime"`;

/** Claims the first message that waits: the dealer, the lease. */
export const CLAIM_NEXT = `WITH next AS (${FIRST} FOR UPDATE), ${CLAIMED}`;

/**
 * The same, unless the first one's key is locked. To skip locked rows in the search itself would claim
 * the second one.
 */
export const CLAIM_NEXT_IF_FREE = `
  WITH next AS (
    SELECT queue_key FROM message_lane
    WHERE dealer_code = $1 AND direction = 'out' AND NOT held AND queue_key = (${FIRST})
    FOR UPDATE SKIP LOCKED
  ), ${CLAIMED}`;
