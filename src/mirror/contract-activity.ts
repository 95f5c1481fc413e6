import { changeColumns } from './merge.js';
import { MIRROR_TABLES, OPEN } from './mirror-table.js';
import type { Publication } from './publication.js';

const ON_RENT = '(SELECT count(*) FROM unnest(m.asset_returns) AS r WHERE r > now())';
const ACTIVE = `coalesce(m.active, m.is_reservation OR ${ON_RENT} > 0)`;
const NEXT_RETURN = `(SELECT min(r) FROM unnest(m.asset_returns) AS r
  WHERE r > now() AND r < 'infinity')`;
const DUE = `m.dealer_code = $1 AND m.gen_to = ${OPEN} AND m.next_return_at <= now()`;

/**
 * Lets time pass: a return date that was in the future may have come since. A contract with no
 * asset left on rent leaves the list (§ Contract/Asset Data: active "when the request is made").
 * @returns the jobsites whose number of assets on rent may have changed
 */
export async function passReturnDates(publication: Publication): Promise<string[]> {
  const ended = await endContracts(publication);
  const continued = await publication.client.query<{ jobsite_id: string }>(
    `UPDATE contract m SET on_rent = ${ON_RENT}, next_return_at = ${NEXT_RETURN}
     WHERE ${DUE} AND ${ACTIVE} = m.listed RETURNING m.jobsite_id`,
    [publication.dealerCode],
  );
  return [...ended, ...continued.rows.map((row) => row.jobsite_id)];
}

async function endContracts({ client, dealerCode, generation }: Publication): Promise<string[]> {
  const { rows } = await client.query<{ jobsite_id: string }>(
    `WITH closed AS (
       UPDATE contract m SET gen_to = $2 WHERE ${DUE} AND ${ACTIVE} <> m.listed RETURNING m.*
     ), noted AS (
       INSERT INTO publication_change
       SELECT ${changeColumns(MIRROR_TABLES.contracts, 'm', false)} FROM closed m
       UNION ALL
       SELECT ${changeColumns(MIRROR_TABLES.contracts, 'm', true)} FROM closed m
     ), opened AS (
       INSERT INTO contract (dealer_code, contract_id, gen_from, gen_to, customer_id, sort_key,
         jobsite_id, active, is_reservation, asset_returns, pdf_url, hash, document,
         listed, on_rent, next_return_at)
       SELECT dealer_code, contract_id, $2, ${OPEN}, customer_id, sort_key,
         jobsite_id, active, is_reservation, asset_returns, pdf_url, hash, document,
         ${ACTIVE}, ${ON_RENT}, ${NEXT_RETURN} FROM closed m
     )
     SELECT jobsite_id FROM closed`,
    [dealerCode, generation],
  );
  return rows.map((row) => row.jobsite_id);
}
