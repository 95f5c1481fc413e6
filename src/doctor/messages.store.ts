import type { Direction } from '../queue/message-record.js';
import type { Asked } from './server-facts.store.js';

/** What waits in one direction of a dealer's queue. */
export interface QueueState {
  readonly dealer: string;
  readonly direction: Direction;
  /** Age of the first message that waits for its turn, in seconds; null when none does. */
  readonly oldest: number | null;
  /** Messages that wait for somebody to decide. */
  readonly parked: number;
  readonly unmatched: number;
}

const QUEUES = `
  WITH queues AS (
    SELECT dealer_code, direction FROM unnest($1::text[]) AS d (dealer_code),
      (VALUES ('in'), ('out')) AS q (direction))
  SELECT q.dealer_code AS dealer, q.direction,
    (SELECT extract(epoch FROM clock_timestamp() - min(m.enqueued_time))::float8
     FROM message_lane l JOIN message m ON m.dealer_code = l.dealer_code
       AND m.direction = l.direction AND m.sequence = l.head
     WHERE l.dealer_code = q.dealer_code AND l.direction = q.direction AND NOT l.held) AS oldest,
    (SELECT count(*)::int FROM message m WHERE m.dealer_code = q.dealer_code
       AND m.direction = q.direction AND m.state = 'parked') AS parked,
    (SELECT count(*)::int FROM message m WHERE m.dealer_code = q.dealer_code
       AND m.direction = q.direction AND m.state = 'unmatched') AS unmatched
  FROM queues q ORDER BY 1, 2`;

/** The queues of these dealers. @throws the driver's error */
export async function queueStates(asked: Asked, dealers: readonly string[]) {
  return (await asked.query<QueueState>(QUEUES, [dealers])).rows;
}
