import { OPEN, type ListOrder, type MirrorTable } from './mirror-table.js';
import type { Publication } from './publication.js';

/** Every how many items a list has an anchor. */
export const ANCHOR_DISTANCE = 64;

/** Brings counts and anchors of the lists that changed up to the generation that is being made. */
export async function rebuildLists(publication: Publication, table: MirrorTable) {
  if (!table.list) return;
  const { client, dealerCode, generation } = publication;
  const parameters = [dealerCode, generation, table.resource];
  await client.query(CLOSE_LISTS, parameters);
  await client.query(openLists(table.table), parameters);
  await client.query(openAnchors(table.table, table.list), parameters);
}

const CHANGED = `(SELECT DISTINCT customer_id FROM publication_change
  WHERE resource = $3 AND listed AND customer_id IS NOT NULL)`;

const CLOSE_LISTS = `
  UPDATE customer_list l SET gen_to = $2 FROM ${CHANGED} AS changed
  WHERE l.dealer_code = $1 AND l.resource = $3 AND l.gen_to = ${OPEN}
    AND l.customer_id = changed.customer_id`;

function openLists(table: string): string {
  return `
    INSERT INTO customer_list (dealer_code, resource, customer_id, gen_from, gen_to, item_count)
    SELECT $1, $3, m.customer_id, $2, ${OPEN}, count(*)
    FROM ${table} m JOIN ${CHANGED} AS changed USING (customer_id)
    WHERE m.dealer_code = $1 AND m.listed AND m.gen_to = ${OPEN}
    GROUP BY m.customer_id`;
}

function openAnchors(table: string, order: ListOrder): string {
  return `
    INSERT INTO customer_list_anchor (dealer_code, resource, customer_id, gen_from, ordinal, sort_key)
    SELECT $1, $3, customer_id, $2, position / ${ANCHOR_DISTANCE}, sort_key
    FROM (SELECT m.customer_id, m.sort_key, row_number() OVER
            (PARTITION BY m.customer_id ORDER BY m.sort_key ${order}) - 1 AS position
          FROM ${table} m JOIN ${CHANGED} AS changed USING (customer_id)
          WHERE m.dealer_code = $1 AND m.listed AND m.gen_to = ${OPEN}) AS positions
    WHERE position % ${ANCHOR_DISTANCE} = 0`;
}
