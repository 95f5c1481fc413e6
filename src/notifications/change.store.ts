import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';
import { NOTIFICATION_TYPES, type NotificationType } from '../outbox/connection/crs-connection.js';
import type { Notification } from '../outbox/notification.js';

type Queryable = Pick<ClientBase, 'query'>;

/** What CRS is told of a dealer's changes, and how far it was. */
export interface Told {
  readonly dealerCode: string;
  readonly types: readonly NotificationType[];
  /** The most customers of one generation that it is told of. */
  readonly most: number;
  /** The generation up to which it was told. */
  readonly generation: string;
}

/** What changed since, of the types that CRS is told of. */
export interface Changes {
  /** The dealer's generation now. */
  readonly generation: string;
  /** In the order of the generations. */
  readonly notifications: readonly Notification[];
  /** Generations that changed too many customers: their changes are not among the notifications. */
  readonly large: readonly { readonly generation: number; readonly customers: number }[];
}

/** The changes of dealers' mirrors that CRS is to be told of. */
@Injectable()
export class ChangeStore {
  constructor(private readonly database: Database) {}

  /** The connected dealers that something was published of since CRS was told. */
  async movedDealers(): Promise<string[]> {
    // Looked up by key: joined, each would be compared with each while the planner takes the tables for
    // small ones.
    const { rows } = await this.database.pool.query<{ dealerCode: string }>(
      `SELECT dealer_code AS "dealerCode" FROM crs_connection c
       WHERE notified_generation < (
         SELECT generation FROM dealer_generation g WHERE g.dealer_code = c.dealer_code)
       ORDER BY dealer_code`,
    );
    return rows.map(({ dealerCode }) => dealerCode);
  }

  /** Runs work in a transaction that may be long: one load can change very many customers. */
  async inTransaction<T>(work: (client: ClientBase) => Promise<T>): Promise<T> {
    return this.database.withSession(async (session) => {
      // Whatever ends before the commit, be it this process, undoes all of it.
      await session.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = '60s'`);
      const result = await work(session);
      await session.query('COMMIT');
      return result;
    });
  }

  /** Locks how far CRS was told: of several nodes one tells at a time. None without a connection. */
  async lock(client: Queryable, dealerCode: string): Promise<Told | undefined> {
    const { rows } = await client.query<Told>({
      text: `SELECT dealer_code AS "dealerCode", notify_types AS types, notify_most AS most,
               notified_generation::text AS generation
             FROM crs_connection WHERE dealer_code = $1 FOR NO KEY UPDATE`,
      values: [dealerCode],
    });
    return rows[0];
  }

  /**
   * What changed since CRS was told, and the generation that this is up to: as of one moment. A customer
   * counts for the last generation that changed it.
   */
  async since(client: Queryable, { dealerCode, types, most, generation }: Told): Promise<Changes> {
    const { rows } = await client.query<{
      generation: string;
      told: [string, NotificationType][];
      large: Changes['large'];
    }>({ text: SINCE, values: [dealerCode, generation, types, most, NOTIFICATION_TYPES] });
    const [row] = rows;
    if (!row) return { generation, notifications: [], large: [] };
    const notifications = row.told.map(([customerNumber, messageType]) => ({
      customerNumber,
      messageType,
    }));
    return { generation: row.generation, notifications, large: row.large };
  }

  /** Notes up to which generation CRS is told as soon as the caller's transaction is committed. */
  async told(client: Queryable, dealerCode: string, generation: string): Promise<void> {
    await client.query({
      text: `UPDATE crs_connection SET notified_generation = $2
             WHERE dealer_code = $1 AND notified_generation < $2`,
      values: [dealerCode, generation],
    });
  }
}

// Times of change are in the order of the generations and there is an index for them. When the first of
// the generations is kept no more, all changes are looked at.
const SINCE = `
  WITH changed AS (
    SELECT generation, customer_id, type FROM customer_change
    WHERE dealer_code = $1 AND generation > $2 AND type = ANY($3::text[])
      AND changed_at >= coalesce((SELECT published_at FROM generation
        WHERE dealer_code = $1 AND generation = $2::bigint + 1), '-infinity')
  ), counted AS (
    SELECT generation, count(DISTINCT customer_id) AS customers FROM changed GROUP BY generation
  )
  SELECT generation::text,
    (SELECT coalesce(json_agg(json_build_array(customer_id, type)
         ORDER BY generation, customer_id, array_position($5::text[], type)), '[]')
     FROM changed JOIN counted USING (generation) WHERE customers <= $4) AS told,
    (SELECT coalesce(json_agg(counted ORDER BY generation), '[]')
     FROM counted WHERE customers > $4) AS large
  FROM dealer_generation WHERE dealer_code = $1`;
