import type { ClientBase } from 'pg';

type Queryable = Pick<ClientBase, 'query'>;

/** How a dealer's resource stands. */
export interface LoadState {
  readonly dealer_code: string;
  readonly resource: string;
  readonly generation: string;
  readonly loaded_at: Date;
  /** Seconds. */
  readonly age: number;
  readonly item_count: string;
}

/** The last load of each dealer's resources. */
export async function loadStates(client: Queryable): Promise<LoadState[]> {
  const { rows } = await client.query<LoadState>(`
    SELECT dealer_code, resource, generation, loaded_at, item_count,
      extract(epoch FROM now() - loaded_at)::int AS age
    FROM resource_state ORDER BY dealer_code, resource`);
  return rows;
}

/** How a dealer's queue of one direction stands, in keys. */
export interface QueueState {
  readonly dealer_code: string;
  readonly direction: 'in' | 'out';
  /** Keys with a message that waits for its turn, and with one that waits for somebody. */
  readonly waiting: number;
  readonly held: number;
  /** Seconds, of the oldest message that waits for its turn. */
  readonly age: number | null;
}

/** Keys, not messages: counting what waits behind one would take longer the more there is. */
export async function queueStates(client: Queryable): Promise<QueueState[]> {
  const { rows } = await client.query<QueueState>(`
    WITH queue AS (
      SELECT dealer_code, direction, count(*) FILTER (WHERE NOT held)::int AS waiting,
        count(*) FILTER (WHERE held)::int AS held, min(head) FILTER (WHERE NOT held) AS head
      FROM message_lane GROUP BY 1, 2)
    SELECT q.dealer_code, q.direction, waiting, held,
      extract(epoch FROM now() - m.enqueued_time)::int AS age
    FROM queue q LEFT JOIN message m
      ON m.dealer_code = q.dealer_code AND m.direction = q.direction AND m.sequence = q.head
    ORDER BY 1, 2`);
  return rows;
}

/** How a dealer's connection with CRS fares. */
export interface ConnectionState {
  readonly dealer_code: string;
  readonly environment: string;
  readonly state: string;
  readonly failures: number;
  readonly due_time: Date;
  readonly delivered_time: Date | null;
  readonly clock_drift_ms: number | null;
}

/** The connections of all dealers. */
export async function connectionStates(client: Queryable): Promise<ConnectionState[]> {
  const { rows } = await client.query<ConnectionState>(`
    SELECT dealer_code, environment, state, failures, due_time, delivered_time, clock_drift_ms
    FROM crs_connection ORDER BY dealer_code`);
  return rows;
}
