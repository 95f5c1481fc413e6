import type { ClientBase } from 'pg';
import { takeNumbers } from '../database/dealer-counter.js';

/** A message that waits to be sent. */
export interface WaitingMessage {
  readonly sequence: number;
  readonly submittedMessageId: string;
}

type Queryable = Pick<ClientBase, 'query'>;

/**
 * The messages to CRS that wait under these keys: for each key the first one that nobody has begun to
 * send, be it parked. Until the caller's transaction ends none of them is sent, and nobody else queues
 * messages of the dealer: what is told by them may be changed in the same transaction.
 * @returns by key; without those under which nothing waits
 */
export async function lockWaiting(
  client: Queryable,
  dealerCode: string,
  queueKeys: readonly string[],
): Promise<Map<string, WaitingMessage>> {
  // A lane is made by whoever has the counter: with it locked, no key gets one meanwhile.
  await takeNumbers(client, dealerCode, 'outbound', 0);
  const lanes = await client.query<{ queueKey: string; first: string }>({
    text: LOCK_LANES,
    values: [dealerCode, queueKeys],
  });
  if (lanes.rows.length === 0) return new Map();
  const { rows } = await client.query<{
    queueKey: string;
    sequence: string;
    submittedMessageId: string;
  }>({
    text: WAITING,
    values: [
      dealerCode,
      lanes.rows.map(({ queueKey }) => queueKey),
      lanes.rows.map(({ first }) => first),
    ],
  });
  return new Map(
    rows.map(({ queueKey, sequence, submittedMessageId }) => [
      queueKey,
      { sequence: Number(sequence), submittedMessageId },
    ]),
  );
}

// Who claims passes over locked lanes. The head of a lane with a lease is under way, or was when its
// process died: even one whose lease has ended may still be settled by whoever sent it, so it counts
// for nothing that happens from now on.
const LOCK_LANES = `
  SELECT queue_key AS "queueKey",
    (head + CASE WHEN lease IS NULL THEN 0 ELSE 1 END)::text AS first
  FROM message_lane
  WHERE dealer_code = $1 AND direction = 'out' AND queue_key = ANY($2::text[])
  ORDER BY queue_key FOR UPDATE`;

// The first message from its place on in the index of what waits, said so that no other index will do:
// see MOVE_LANE of the queue.
const WAITING = `
  SELECT lane.queue_key AS "queueKey", waiting.sequence,
    waiting.submitted_message_id AS "submittedMessageId"
  FROM unnest($2::text[], $3::bigint[]) AS lane (queue_key, first)
  CROSS JOIN LATERAL (
    SELECT direction, queue_key, sequence, submitted_message_id FROM message
    WHERE dealer_code = $1 AND (direction, queue_key, sequence) >= ('out', lane.queue_key, lane.first)
      AND state IN ('queued', 'parked', 'unmatched')
    ORDER BY direction, queue_key, sequence LIMIT 1) AS waiting
  WHERE waiting.direction = 'out' AND waiting.queue_key = lane.queue_key`;
