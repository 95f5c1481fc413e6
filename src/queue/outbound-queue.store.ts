import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { ClaimedMessage } from './message-record.js';
import { CLAIM_NEXT, CLAIM_NEXT_IF_FREE, LEASE } from './outbound-queue.sql.js';

type Queryable = Pick<ClientBase, 'query'>;

/**
 * The queue of what is sent, as the one sees it who sends for a dealer: nobody else claims there
 * meanwhile. How long a message waits after a failure is the sender's business.
 */
@Injectable()
export class OutboundQueueStore {
  /**
   * Claims the message of a dealer whose turn it is, and counts the attempt. Somebody may just be adding
   * to its key: it is waited for, as no other message may go first.
   * @param options.waits not in a transaction that has written to a lane already, as whoever adds to both
   *   keys would wait for it as well: then nothing is claimed
   */
  async claimNext(
    client: Queryable,
    dealerCode: string,
    lease: string,
    { waits = false }: { readonly waits?: boolean } = {},
  ): Promise<ClaimedMessage | undefined> {
    const { rows } = await client.query<Omit<ClaimedMessage, 'sequence'> & { sequence: string }>({
      text: waits ? CLAIM_NEXT : CLAIM_NEXT_IF_FREE,
      values: [dealerCode, lease],
    });
    return rows[0] && { ...rows[0], sequence: Number(rows[0].sequence) };
  }

  /** Keeps a claimed message for the time of a lease from now. */
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
