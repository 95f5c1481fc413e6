import { ANCHOR_DISTANCE } from './customer-lists.js';
import type { MirrorTable } from './mirror-table.js';

/**
 * The generation that a dealer is at, if the resource was ever loaded. Parameter 1 is the dealer.
 * A resource that was not loaded gives no row, which the caller must tell from an empty list.
 */
function currentGeneration(resource: string): string {
  return `
    SELECT g.generation FROM dealer_generation g
    JOIN resource_state r ON r.dealer_code = g.dealer_code AND r.resource = '${resource}'
    WHERE g.dealer_code = $1`;
}

/** A pull that was not used for this long, or began this long ago, has ended. */
const PIN_IDLE = `interval '15 minutes'`;
const PIN_LIFE = `interval '2 hours'`;
const PIN_TOUCHED = `interval '1 minute'`;

/**
 * The generation to read a page at: for page 0 the current one, for later pages the one that the
 * pull was pinned to. A pinned generation whose versions may be gone, or whose pull has ended, must
 * not give way to another one silently: `ended` tells.
 */
function pulledGeneration(resource: string, { page, client, pull }: PullParameters): string {
  return `
    SELECT coalesce(p.generation, g.generation) AS generation,
      coalesce(p.generation < g.oldest_generation OR (p.generation < g.generation
        AND (p.used_at < now() - ${PIN_IDLE} OR p.pinned_at < now() - ${PIN_LIFE})), false) AS ended,
      coalesce(p.used_at < now() - ${PIN_TOUCHED}, false) AS untouched
    FROM dealer_generation g
    JOIN resource_state r ON r.dealer_code = g.dealer_code AND r.resource = '${resource}'
    LEFT JOIN pull_pin p ON ${page}::bigint > 0 AND p.dealer_code = $1 AND p.client_id = ${client}
      AND p.request = ${pull}
    WHERE g.dealer_code = $1`;
}

/** Where in a statement's parameters stands which page is asked for, by which client, of which pull. */
interface PullParameters {
  readonly page: string;
  readonly client: string;
  readonly pull: string;
}

/**
 * A generation that is given with the time of its publishing ($5, $6), if this server has it. A
 * replica may not have it yet, or no longer; and a server that shares only the beginning of its
 * history with the primary (one that was promoted, or a copy in use elsewhere) may count generations
 * of its own, which were published at other times.
 */
function givenGeneration(resource: string): string {
  return `
    SELECT h.generation, false AS ended, false AS untouched
    FROM dealer_generation g
    JOIN resource_state r ON r.dealer_code = g.dealer_code AND r.resource = '${resource}'
    JOIN generation h ON h.dealer_code = g.dealer_code AND h.generation = $5::bigint
      AND h.published_at = $6::timestamptz
    WHERE g.dealer_code = $1 AND g.generation >= h.generation
      AND g.oldest_generation <= h.generation`;
}

const VISIBLE = 'm.gen_from <= c.generation AND m.gen_to > c.generation';

/**
 * Which generation a page is to be read at, for another server to read it there. Asked on the primary.
 *
 * Parameters: dealer, page, client, pull (its digest).
 * Columns: generation, published (its time, as text; null when it is not known), ended, untouched. No
 * row when nothing was loaded.
 */
export function generationStatement(table: MirrorTable): string {
  const parameters = { page: '$2', client: '$3', pull: '$4' };
  return `
    WITH c AS (${pulledGeneration(table.resource, parameters)}
    )
    SELECT c.generation::text AS generation, h.published_at::text AS published, c.ended, c.untouched
    FROM c LEFT JOIN generation h ON h.dealer_code = $1 AND h.generation = c.generation`;
}

/**
 * The finished body of one page, at the generation of its pull.
 *
 * Parameters: dealer, customers (text[]), page, items per page, client, pull (its digest).
 * Columns: body, items (how many the page holds), generation, more (whether there are other pages),
 * totalPages, ended and untouched (of the pull's pin). No row when nothing was loaded.
 */
export function pageStatement(table: MirrorTable): string {
  const parameters = { page: '$3', client: '$5', pull: '$6' };
  return pageAt(table, pulledGeneration(table.resource, parameters));
}

/**
 * The finished body of one page, at the generation given: for a server that may be behind.
 *
 * Parameters: dealer, customers (text[]), page, items per page, generation, published (its time).
 * Columns: as of {@link pageStatement}, of which ended and untouched say nothing. No row when this
 * server cannot serve that generation.
 */
export function replicaPageStatement(table: MirrorTable): string {
  return pageAt(table, givenGeneration(table.resource));
}

/**
 * A page at the generation that `generation` selects. Its cost does not grow with the number of the
 * page: the counts kept per customer tell where the page begins, an anchor leads into the list there,
 * and at most the distance of two anchors is passed over in the list.
 */
function pageAt(table: MirrorTable, generation: string): string {
  const order = table.list ?? 'ASC';
  const from = order === 'ASC' ? '>=' : '<=';
  return `
    WITH c AS (${generation}
    ), lists AS (
      SELECT m.customer_id, m.gen_from, m.item_count,
        sum(m.item_count) OVER (ORDER BY m.customer_id) - m.item_count AS before
      FROM c JOIN customer_list m ON m.dealer_code = $1 AND m.resource = '${table.resource}'
        AND m.customer_id = ANY ($2::text[]) AND ${VISIBLE}
    ), slices AS (
      SELECT customer_id, gen_from,
        greatest($3::bigint * $4::bigint - before, 0) AS skip,
        least(item_count, ($3 + 1) * $4 - before) - greatest($3 * $4 - before, 0) AS take
      FROM lists WHERE before < ($3 + 1) * $4 AND before + item_count > $3 * $4
    ), page AS (
      SELECT s.customer_id, m.sort_key, m.document
      FROM c CROSS JOIN slices s
      -- Not a plain join: with old statistics that is planned to read the anchors of all customers.
      CROSS JOIN LATERAL (
        SELECT a.sort_key FROM customer_list_anchor a
        WHERE a.dealer_code = $1 AND a.resource = '${table.resource}'
          AND a.customer_id = s.customer_id AND a.gen_from = s.gen_from
          AND a.ordinal = (s.skip / ${ANCHOR_DISTANCE})::int
        LIMIT 1
      ) AS a
      CROSS JOIN LATERAL (
        SELECT m.sort_key, m.document FROM ${table.table} m
        WHERE m.dealer_code = $1 AND m.customer_id = s.customer_id AND m.listed
          AND m.sort_key ${from} a.sort_key AND ${VISIBLE}
        ORDER BY m.sort_key ${order}
        LIMIT s.take OFFSET (s.skip % ${ANCHOR_DISTANCE})
      ) AS m
    ), content AS (
      SELECT count(*) AS items,
        coalesce(string_agg(document, ',' ORDER BY customer_id, sort_key ${order}), '') AS text
      FROM page
    ), total AS (SELECT coalesce(sum(item_count), 0)::bigint AS elements FROM lists)
    SELECT content.items::int AS items, c.generation::text AS generation, c.ended, c.untouched,
      total.elements > $4 AS more, ((total.elements + $4 - 1) / $4)::int AS "totalPages",
      '{"items":[' || content.text
      || '],"totalPages":' || (total.elements + $4 - 1) / $4
      || ',"totalElements":' || total.elements
      || ',"empty":' || (content.items = 0)
      || ',"size":' || $4::bigint || ',"number":' || $3::bigint || '}' AS body
    FROM c, content, total`;
}

/** Parameters: dealer, customer. Columns: found, body. No row when nothing was loaded. */
export const CUSTOMER_STATEMENT = `
  WITH c AS (${currentGeneration('customers')})
  SELECT m.document IS NOT NULL AS found, '{"customer":' || m.document || '}' AS body,
    c.generation::text AS generation
  FROM c LEFT JOIN customer m ON m.dealer_code = $1 AND m.customer_id = $2
    AND ${VISIBLE}`;

/**
 * The whole catalog, with the customer's rate in place of the book rate where there is one. The
 * pieces are cut out of the documents as they stand (the json operators keep the text), so numbers
 * keep their form.
 *
 * Parameters: dealer, customer or null. Columns: body, items (categories). No row when nothing was
 * loaded.
 */
export const CATALOG_STATEMENT = `
  WITH c AS (${currentGeneration('categories')}
  ), categories AS (
    SELECT m.category_id, m.document::json AS category
    FROM c JOIN category m ON m.dealer_code = $1 AND ${VISIBLE}
  ), rates AS (
    SELECT m.group_id, m.document FROM c JOIN rate m
      ON m.dealer_code = $1 AND m.customer_id = $2 AND ${VISIBLE}
  ), rendered AS (
    SELECT category_id, '{"categoryId":' || (category->'categoryId')
      || ',"title":' || (category->'title')
      || ',"categoryGroups":[' || coalesce((
        SELECT string_agg('{"title":' || (g.value->'title') || ',"groupId":' || (g.value->'groupId')
          || coalesce(',"groupRate":' || coalesce(r.document, (g.value->'groupRate')::text), '')
          || '}', ',' ORDER BY g.ordinality)
        FROM json_array_elements(category->'categoryGroups') WITH ORDINALITY AS g
        LEFT JOIN rates r ON r.group_id = g.value->>'groupId'), '') || ']}' AS text
    FROM categories
  ), content AS (
    SELECT count(*)::int AS items, coalesce(string_agg(text, ',' ORDER BY category_id), '') AS text
    FROM rendered
  )
  SELECT content.items, '{"items":[' || content.text || ']}' AS body,
    c.generation::text AS generation
  FROM c, content`;

/**
 * Whose data changed since a time. A change at that very time counts.
 * Parameters: dealer, since (timestamptz), overlap in seconds. No row when nothing was loaded.
 */
export const INCREMENTAL_STATEMENT = `
  WITH c AS (
    SELECT generation FROM dealer_generation g WHERE dealer_code = $1
      AND EXISTS (SELECT FROM resource_state r WHERE r.dealer_code = g.dealer_code)
  ), changed AS (
    SELECT customer_id, string_agg(to_json(type)::text, ',' ORDER BY type COLLATE "C") AS types
    FROM customer_change
    WHERE dealer_code = $1 AND changed_at >= $2::timestamptz - make_interval(secs => $3)
    GROUP BY customer_id
  ), content AS (
    SELECT count(*)::int AS items, coalesce(string_agg('{"customerId":' || to_json(customer_id)
      || ',"types":[' || types || ']}', ',' ORDER BY customer_id), '') AS text
    FROM changed
  )
  SELECT content.items, '{"items":[' || content.text || ']}' AS body,
    c.generation::text AS generation
  FROM c, content`;
