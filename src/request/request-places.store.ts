import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { OPEN } from '../mirror/mirror-table.js';
import { asId, valueAt } from '../interface/message/json-values.js';
import { assetsOf } from './request-data.js';
import type { RequestRecord } from './request.js';

type Queryable = Pick<ClientBase, 'query'>;

/** The contracts that a request is about, and where in the dealer's business they belong. */
export interface RequestPlaces {
  readonly contractIds: readonly string[];
  readonly divisionIds: readonly string[];
  readonly locationIds: readonly string[];
}

/** Finds in the mirror what a request is about. */
@Injectable()
export class RequestPlacesStore {
  /** The contract that the request names, else those of its customer that its assets are on. */
  async find(client: Queryable, request: RequestRecord): Promise<RequestPlaces> {
    const { dealerCode, customerNumber, details } = request;
    const contractId = asId(valueAt(details, 'contract.contractId'));
    const assets = assetsOf(details).flatMap(({ rentedAssetId }) => rentedAssetId ?? []);
    if (contractId === undefined && (customerNumber === null || assets.length === 0)) return NONE;
    const { rows } = await client.query<RequestPlaces>({
      name: 'request-places',
      text: PLACES,
      values: [
        dealerCode,
        contractId ?? null,
        customerNumber,
        assets,
        // As it stands in a document: most of them need not be parsed.
        assets.map((id) => JSON.stringify(id)),
      ],
    });
    return rows[0] ?? NONE;
  }
}

const NONE: RequestPlaces = { contractIds: [], divisionIds: [], locationIds: [] };

const distinct = (what: string) =>
  `coalesce(array_agg(DISTINCT ${what}) FILTER (WHERE ${what} IS NOT NULL), '{}')`;

const PLACES = `
  WITH named AS (
    SELECT contract_id, document::jsonb AS document FROM contract
    WHERE dealer_code = $1 AND contract_id = $2 AND gen_to = ${OPEN}
  ), rented AS (
    SELECT contract_id, document::jsonb AS document FROM contract
    WHERE NOT EXISTS (SELECT FROM named)
      AND dealer_code = $1 AND customer_id = $3 AND gen_to = ${OPEN}
      AND EXISTS (
        SELECT FROM jsonb_array_elements(
          CASE WHEN EXISTS (SELECT FROM unnest($5::text[]) AS id WHERE strpos(document, id) > 0)
            THEN document::jsonb -> 'assetDetails' ELSE '[]' END) AS asset
        WHERE asset ->> 'rentedAssetId' = ANY($4::text[]))
  ), found AS (SELECT * FROM named UNION SELECT * FROM rented)
  SELECT ${distinct('contract_id')} AS "contractIds",
    ${distinct("document ->> 'divisionId'")} AS "divisionIds",
    ${distinct("document ->> 'locationId'")} AS "locationIds"
  FROM found`;
