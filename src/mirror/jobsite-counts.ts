import { changeColumns } from './merge.js';
import { MIRROR_TABLES, OPEN } from './mirror-table.js';
import type { Publication } from './publication.js';

/**
 * Counts the assets on rent at jobsites for which the load told no `assetCount`: the assets not yet
 * returned of the active contracts of the same generation.
 * @param jobsites ids to look at besides those of contracts and jobsites that changed
 */
export async function countAssets(publication: Publication, jobsites: readonly string[]) {
  const { client, dealerCode, generation } = publication;
  await client.query(TOUCHED, [jobsites]);
  // The planner must know how many there are: a handful after a delta, all after a first load.
  await client.query('ANALYZE publication_touched');
  const { rowCount } = await client.query(COUNT, [dealerCode]);
  if (rowCount === 0) return;
  await client.query('ANALYZE publication_jobsite');
  await client.query(UPDATE_NEW, [dealerCode, generation]);
  await client.query(REPLACE_OLD, [dealerCode, generation]);
}

const TOUCHED = `
  CREATE TEMP TABLE publication_touched ON COMMIT DROP AS
  SELECT jobsite_id FROM publication_change WHERE jobsite_id IS NOT NULL
  UNION SELECT unnest($1::text[])`;

const COUNT = `
  CREATE TEMP TABLE publication_jobsite ON COMMIT DROP AS
  WITH counted AS (
    SELECT k.jobsite_id, sum(k.on_rent) AS assets
    FROM contract k JOIN publication_touched USING (jobsite_id)
    WHERE k.dealer_code = $1 AND k.gen_to = ${OPEN} AND k.listed
    GROUP BY k.jobsite_id
  )
  SELECT j.jobsite_id, coalesce(c.assets, 0)::int AS assets, j.gen_from
  FROM jobsite j JOIN publication_touched USING (jobsite_id)
  LEFT JOIN counted c USING (jobsite_id)
  WHERE j.dealer_code = $1 AND j.gen_to = ${OPEN}
    AND j.asset_count IS NOT NULL AND j.asset_count <> coalesce(c.assets, 0)`;

// A quote inside a JSON text is escaped, so the first match is the member, never a value.
const DOCUMENT = `regexp_replace(m.document, '"assetCount":\\d+', '"assetCount":' || p.assets)`;

const UPDATE_NEW = `
  UPDATE jobsite m SET asset_count = p.assets, document = ${DOCUMENT}
  FROM publication_jobsite p
  WHERE m.dealer_code = $1 AND m.jobsite_id = p.jobsite_id AND m.gen_to = ${OPEN}
    AND p.gen_from = $2`;

const REPLACE_OLD = `
  WITH closed AS (
    UPDATE jobsite m SET gen_to = $2 FROM publication_jobsite p
    WHERE m.dealer_code = $1 AND m.jobsite_id = p.jobsite_id AND m.gen_to = ${OPEN}
      AND p.gen_from < $2
    RETURNING m.*
  ), noted AS (
    INSERT INTO publication_change
    SELECT ${changeColumns(MIRROR_TABLES.jobsites, 'm', false)} FROM closed m
    UNION ALL
    SELECT ${changeColumns(MIRROR_TABLES.jobsites, 'm', true)} FROM closed m
  )
  INSERT INTO jobsite (dealer_code, jobsite_id, gen_from, gen_to, customer_id, sort_key, listed,
    hash, asset_count, document)
  SELECT m.dealer_code, m.jobsite_id, $2, ${OPEN}, m.customer_id, m.sort_key, m.listed,
    m.hash, p.assets, ${DOCUMENT}
  FROM closed m JOIN publication_jobsite p USING (jobsite_id)`;
