import type { ClientBase } from 'pg';
import { MIRROR_TABLES, type MirrorTable } from './mirror-table.js';

/** How long what was served stays readable for pulls under way: both must have passed. */
export interface Retention {
  readonly hours: number;
  readonly generations: number;
}

const BATCH = 1000;

/**
 * Forgets versions that no pull can ask for any more. First the dealer's horizon moves, so that a
 * page of an older generation is refused; then the versions go, a batch at a time, each on its own,
 * so that nobody waits for them.
 * @returns how many versions went
 */
export async function forgetHistory(
  client: ClientBase,
  dealerCode: string,
  retention: Retention,
): Promise<number> {
  const { rows } = await client.query<{ oldest: string }>(MOVE_HORIZON, [
    dealerCode,
    retention.generations,
    retention.hours,
  ]);
  const oldest = rows[0]?.oldest;
  if (oldest === undefined) return 0;
  let gone = 0;
  for (const statement of STATEMENTS)
    gone += await inBatches(client, statement, dealerCode, oldest);
  return gone;
}

async function inBatches(client: ClientBase, text: string, dealerCode: string, oldest: string) {
  let gone = 0;
  for (;;) {
    const { rowCount } = await client.query(text, [dealerCode, oldest, BATCH]);
    gone += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return gone;
  }
}

// A generation must stay while it is among the newest, or was the current one within the time kept.
// The one that was current when that time began has the newest start before it.
const MOVE_HORIZON = `
  UPDATE dealer_generation g
  SET oldest_generation = greatest(g.oldest_generation, least(g.generation - $2, aged.generation))
  FROM (SELECT max(generation) AS generation FROM generation
        WHERE dealer_code = $1 AND published_at <= now() - make_interval(hours => $3)) AS aged
  WHERE g.dealer_code = $1 AND aged.generation IS NOT NULL
  RETURNING g.oldest_generation::text AS oldest`;

const TABLES: readonly MirrorTable[] = Object.values(MIRROR_TABLES);

const STATEMENTS = [
  ...TABLES.map(({ table }) => batch(table, 'gen_to <= $2')),
  // The anchors go with their list.
  `WITH gone AS (
     ${batch('customer_list', 'gen_to <= $2')} RETURNING resource, customer_id, gen_from
   ), anchors AS (
     DELETE FROM customer_list_anchor a USING gone
     WHERE a.dealer_code = $1 AND a.resource = gone.resource
       AND a.customer_id = gone.customer_id AND a.gen_from = gone.gen_from)
   SELECT FROM gone`,
  batch('generation', 'generation < $2'),
];

function batch(table: string, condition: string): string {
  return `DELETE FROM ${table} WHERE dealer_code = $1 AND ctid = ANY (ARRAY(
    SELECT ctid FROM ${table} WHERE dealer_code = $1 AND ${condition} LIMIT $3))`;
}
