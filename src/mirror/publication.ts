import type { ClientBase } from 'pg';
import { AppError } from '../errors.js';
import { MIRROR_TABLES, type MirrorTable } from './mirror-table.js';

/** A publishing transaction of one dealer: it holds the dealer's publish lock. */
export interface Publication {
  readonly client: ClientBase;
  readonly dealerCode: string;
  /** The generation that is being made. */
  readonly generation: string;
}

/**
 * Runs `work` in a transaction under the dealer's publish lock. What `work` returns true for is
 * committed; otherwise, and on any error, nothing has happened.
 * @throws AppError `not-found` for an unknown dealer
 */
export async function withPublication<T>(
  client: ClientBase,
  dealerCode: string,
  work: (publication: Publication) => Promise<{ commit: boolean; result: T }>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = '${STOPPED_AFTER}'`);
    const { rows } = await client.query<{ generation: string }>(
      `SELECT (generation + 1)::text AS generation FROM dealer_generation
       WHERE dealer_code = $1 FOR UPDATE`,
      [dealerCode],
    );
    if (!rows[0]) throw new AppError('not-found', `There is no dealer ${dealerCode}`);
    await client.query(CHANGE_TABLE);
    const { commit, result } = await work({ client, dealerCode, generation: rows[0].generation });
    await client.query(commit ? 'COMMIT' : 'ROLLBACK');
    return result;
  } catch (error) {
    // The first error is the one to tell: with the connection gone, the rollback fails as well.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * A publishing process that is stopped (a frozen machine, a debugger) holds the dealer's lock. After
 * this time PostgreSQL ends its session: the lock is free for others, and when the process goes on it
 * has no transaction left to commit.
 */
const STOPPED_AFTER = '60s';

// A row per version that was opened or closed.
const CHANGE_TABLE = `
  CREATE TEMP TABLE publication_change (
    resource text, key text COLLATE "C", opened boolean, customer_id text COLLATE "C",
    listed boolean, pdf_url text, jobsite_id text COLLATE "C"
  ) ON COMMIT DROP`;

/** Whether anything was opened or closed so far. */
export async function hasChanges({ client }: Publication): Promise<boolean> {
  const { rows } = await client.query<{ any: boolean }>(
    'SELECT EXISTS (SELECT FROM publication_change) AS any',
  );
  return rows[0]?.any ?? false;
}

/** Moves the dealer to the generation that was made, and tells whose data changed. */
export async function completePublication({ client, dealerCode, generation }: Publication) {
  // The clock is read last, so that hardly any time lies between the stamp and the commit that
  // makes the change visible; and never a stamp at or before the one of the generation before.
  const { rows } = await client.query<{ stamp: string }>(
    `UPDATE dealer_generation SET generation = $2,
       published_at = greatest(clock_timestamp(), published_at + interval '1 microsecond')
     WHERE dealer_code = $1 RETURNING published_at::text AS stamp`,
    [dealerCode, generation],
  );
  await client.query(
    'INSERT INTO generation (dealer_code, generation, published_at) VALUES ($1, $2, $3)',
    [dealerCode, generation, rows[0]?.stamp],
  );
  await client.query(RECORD_CHANGES, [dealerCode, generation, rows[0]?.stamp]);
}

const TYPES = Object.values<MirrorTable>(MIRROR_TABLES)
  .filter(({ change }) => change)
  .map(({ resource, change }) => `('${resource}', '${change}')`);

// A PDF that goes from one customer to another is a change for both.
const RECORD_CHANGES = `
  INSERT INTO customer_change (dealer_code, customer_id, type, changed_at, generation)
  SELECT DISTINCT $1, customer_id, type, $3::timestamptz, $2::bigint FROM (
    SELECT customer_id, type
    FROM publication_change JOIN (VALUES ${TYPES.join(', ')}) AS types (resource, type)
      USING (resource)
    UNION ALL
    SELECT customer_id, 'document'
    FROM publication_change
    -- Most items have no PDF, neither before nor after.
    WHERE (resource, key) IN (
      SELECT resource, key FROM publication_change WHERE pdf_url IS NOT NULL)
    GROUP BY resource, key, customer_id
    HAVING max(pdf_url) FILTER (WHERE opened) IS DISTINCT FROM max(pdf_url) FILTER (WHERE NOT opened)
  ) AS changes WHERE customer_id IS NOT NULL
  ON CONFLICT (dealer_code, customer_id, type)
  DO UPDATE SET changed_at = excluded.changed_at, generation = excluded.generation`;
