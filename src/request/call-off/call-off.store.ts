import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../../database/database.js';
import { OPEN } from '../../mirror/mirror-table.js';

type Queryable = Pick<ClientBase, 'query'>;

/** A dealer whose mirror moved since its call-offs were looked at. */
export interface MovedDealer {
  readonly dealerCode: string;
  /** The dealer's generation now. */
  readonly generation: string;
  /** What the call-offs were looked at with, or that they are to be looked at again. */
  readonly looked: string;
}

/**
 * Finds call-offs whose assets have come back. The generation that a dealer's call-offs were looked at
 * with stands among its counters; a negative number asks for a look whatever the generation.
 */
@Injectable()
export class CallOffStore {
  constructor(private readonly database: Database) {}

  /** The dealers whose call-offs must be looked at. */
  async movedDealers(): Promise<MovedDealer[]> {
    const { rows } = await this.database.pool.query<MovedDealer>({
      name: 'call-off-dealers',
      text: `SELECT g.dealer_code AS "dealerCode", g.generation::text AS generation,
               coalesce(c.last, -1)::text AS looked
             FROM dealer_generation g LEFT JOIN dealer_counter c
               ON c.dealer_code = g.dealer_code AND c.name = '${LOOKED}'
             WHERE coalesce(c.last, -1) <> g.generation ORDER BY g.dealer_code`,
    });
    return rows;
  }

  /** Notes that a dealer's call-offs were looked at, unless another look was asked for meanwhile. */
  async looked({ dealerCode, generation, looked }: MovedDealer): Promise<void> {
    await this.database.pool.query({
      name: 'call-offs-looked-at',
      text: `INSERT INTO dealer_counter AS c (dealer_code, name, last) VALUES ($1, '${LOOKED}', $2)
             ON CONFLICT (dealer_code, name) DO UPDATE SET last = excluded.last WHERE c.last = $3`,
      values: [dealerCode, generation, looked],
    });
  }

  /** Asks for a look at a dealer's call-offs as soon as the caller's transaction is committed. */
  async lookAgain(client: Queryable, dealerCode: string): Promise<void> {
    await client.query({
      name: 'look-at-call-offs-again',
      // Never the same number twice: whoever is looking now must see that it changed.
      text: `INSERT INTO dealer_counter AS c (dealer_code, name, last) VALUES ($1, '${LOOKED}', -2)
             ON CONFLICT (dealer_code, name) DO UPDATE SET last = least(c.last, -1) - 1`,
      values: [dealerCode],
    });
  }

  /** The dealer's call-offs whose assets were on contracts, and are on none that is active now. */
  async returned(dealerCode: string): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ requestId: string }>({
      name: 'call-offs-returned',
      text: `${RETURNED} ORDER BY r.request_id`,
      values: [dealerCode],
    });
    return rows.map(({ requestId }) => requestId);
  }

  /** Whether that is so of one call-off, which the caller has locked. */
  async isReturned(client: Queryable, dealerCode: string, requestId: string): Promise<boolean> {
    const { rowCount } = await client.query({
      name: 'call-off-returned',
      text: `${RETURNED} AND r.request_id = $2`,
      values: [dealerCode, requestId],
    });
    return (rowCount ?? 0) > 0;
  }
}

const LOOKED = 'calloff-generation';

/** The assets `wanted` of the request `r`. */
const WANTED = `FROM jsonb_array_elements(
  CASE jsonb_typeof(r.details -> 'assets') WHEN 'array' THEN r.details -> 'assets' ELSE '[]' END
) AS wanted`;

/**
 * Contracts `c` with an asset `a` that the request `r` is about. Only documents that hold the id as
 * text are parsed: a customer may have many contracts.
 */
const ITS_CONTRACTS = `
  ${WANTED} JOIN contract c ON c.dealer_code = r.dealer_code
    AND (c.customer_id = r.customer_number OR c.contract_id = ANY(r.contract_ids))
  CROSS JOIN LATERAL jsonb_array_elements(
    CASE WHEN strpos(c.document, to_json(wanted ->> 'rentedAssetId')::text) > 0
      THEN c.document::jsonb -> 'assetDetails' ELSE '[]' END) AS a
  WHERE a ->> 'rentedAssetId' = wanted ->> 'rentedAssetId'`;

// A contract that came and went since is known by the versions that are kept of it.
const RETURNED = `
  SELECT r.request_id AS "requestId" FROM request r
  WHERE r.dealer_code = $1 AND NOT r.ended AND r.request_type = 'calloff' AND r.status <> 'canceled'
    AND EXISTS (SELECT ${WANTED} WHERE wanted ->> 'rentedAssetId' IS NOT NULL)
    AND NOT EXISTS (SELECT ${ITS_CONTRACTS} AND c.gen_to = ${OPEN} AND c.listed
      AND coalesce((a ->> 'assetReturnedDate')::timestamptz > now(), true))
    AND (cardinality(r.contract_ids) > 0 OR EXISTS (SELECT ${ITS_CONTRACTS}))`;
