import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { takeNumbers } from '../database/dealer-counter.js';
import { jsonIn } from './json-column.js';
import type { RequestRecord, UpdateRecord } from './request.js';
import { REQUEST_COLUMNS, requestIn, type RequestRow } from './request-row.js';
import type { RequestPlaces } from './request-places.store.js';

type Queryable = Pick<ClientBase, 'query'>;

/** What else there is to say of a request that is opened. */
export type NewRequest = Omit<RequestRecord, 'requestId' | 'updateCount' | 'flag'>;

/** The requests and their updates. All here is for a transaction of the caller's. */
@Injectable()
export class RequestStore {
  /** The next id of a dealer's requests: `R1`, `R2`, … Locks the dealer's counter. */
  async nextId(client: Queryable, dealerCode: string): Promise<string> {
    return `R${(await takeNumbers(client, dealerCode, 'request', 1)) + 1}`;
  }

  /** The requests with our id or CRS's, at most one for each, locked until the transaction ends. */
  async lock(
    client: Queryable,
    dealerCode: string,
    ids: { readonly requestId?: string | undefined; readonly crsId?: string | undefined },
  ): Promise<RequestRecord[]> {
    const { rows } = await client.query<RequestRow>({
      name: 'lock-requests',
      text: `SELECT ${REQUEST_COLUMNS} FROM request
             WHERE dealer_code = $1 AND (request_id = $2 OR crs_id = $3)
             ORDER BY request_id FOR UPDATE`,
      values: [dealerCode, ids.requestId ?? null, ids.crsId ?? null],
    });
    return rows.map(requestIn);
  }

  async insert(client: Queryable, request: RequestRecord, places: RequestPlaces): Promise<void> {
    await client.query({
      name: 'insert-request',
      text: `INSERT INTO request (dealer_code, request_id, crs_id, request_type, status, ended,
               disposition, customer_number, opened_by, created_date, details, update_count,
               contract_ids, division_ids, location_ids, opened_time, changed_time, ended_time)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
               clock_timestamp(), clock_timestamp(), CASE WHEN $6 THEN clock_timestamp() END)`,
      values: [
        request.dealerCode,
        request.requestId,
        request.crsId,
        request.requestType,
        request.status,
        request.ended,
        request.disposition,
        request.customerNumber,
        request.openedBy,
        request.createdDate,
        JSON.stringify(request.details),
        request.updateCount,
        places.contractIds,
        places.divisionIds,
        places.locationIds,
      ],
    });
  }

  /** Writes a locked request as it stands now; the places it is about are added to those known. */
  async save(client: Queryable, request: RequestRecord, places: RequestPlaces): Promise<void> {
    await client.query({
      name: 'save-request',
      text: `UPDATE request SET crs_id = $3, status = $4, ended = $5, disposition = $6,
               customer_number = $7, details = $8, update_count = $9, flag = $10,
               contract_ids = ${united('contract_ids', '$11')},
               division_ids = ${united('division_ids', '$12')},
               location_ids = ${united('location_ids', '$13')},
               changed_time = clock_timestamp(),
               ended_time = CASE WHEN $5 THEN coalesce(ended_time, clock_timestamp()) END
             WHERE dealer_code = $1 AND request_id = $2`,
      values: [
        request.dealerCode,
        request.requestId,
        request.crsId,
        request.status,
        request.ended,
        request.disposition,
        request.customerNumber,
        JSON.stringify(request.details),
        request.updateCount,
        request.flag,
        places.contractIds,
        places.divisionIds,
        places.locationIds,
      ],
    });
  }

  /** Every update of a request, in order. */
  async updates(client: Queryable, request: RequestRecord): Promise<UpdateRecord[]> {
    const { rows } = await client.query<UpdateRow>({
      name: 'request-updates',
      text: `SELECT origin, status, created_date AS "createdDate", details::text AS details, sequence
             FROM request_update WHERE dealer_code = $1 AND request_id = $2 ORDER BY number`,
      values: [request.dealerCode, request.requestId],
    });
    return rows.map(updateIn);
  }

  /** Adds updates after those of the request. @returns the request with their number */
  async addUpdates(
    client: Queryable,
    request: RequestRecord,
    updates: readonly UpdateRecord[],
  ): Promise<RequestRecord> {
    if (updates.length > 0)
      await client.query({
        name: 'add-request-updates',
        text: `INSERT INTO request_update (dealer_code, request_id, number, origin, status,
                 created_date, details, sequence, taken_time)
               SELECT $1, $2, $3::int + number, origin, status, created_date, details, sequence,
                 clock_timestamp()
               FROM unnest($4::text[], $5::text[], $6::timestamptz[], $7::jsonb[], $8::bigint[])
                 WITH ORDINALITY AS given (origin, status, created_date, details, sequence, number)`,
        values: [
          request.dealerCode,
          request.requestId,
          request.updateCount,
          updates.map(({ origin }) => origin),
          updates.map(({ status }) => status),
          updates.map(({ createdDate }) => createdDate),
          updates.map(({ details }) => JSON.stringify(details)),
          updates.map(({ sequence }) => sequence),
        ],
      });
    return { ...request, updateCount: request.updateCount + updates.length };
  }

  /** Puts other updates in place of all there are. @returns the request with their number */
  async replaceUpdates(
    client: Queryable,
    request: RequestRecord,
    updates: readonly UpdateRecord[],
  ): Promise<RequestRecord> {
    await client.query('DELETE FROM request_update WHERE dealer_code = $1 AND request_id = $2', [
      request.dealerCode,
      request.requestId,
    ]);
    return this.addUpdates(client, { ...request, updateCount: 0 }, updates);
  }

  /** What one of our messages to CRS was about; undefined when there is no such message. */
  async sentMessage(
    client: Queryable,
    dealerCode: string,
    submittedMessageId: string,
  ): Promise<SentMessage | undefined> {
    const { rows } = await client.query<Omit<SentMessage, 'sequence'> & { sequence: string }>({
      name: 'sent-message',
      text: `SELECT sequence, request_id AS "requestId" FROM message
             WHERE dealer_code = $1 AND direction = 'out' AND submitted_message_id = $2
             ORDER BY sequence LIMIT 1`,
      values: [dealerCode, submittedMessageId],
    });
    return rows[0] && { ...rows[0], sequence: Number(rows[0].sequence) };
  }
}

/** One of our messages to CRS, and what it is about. */
export interface SentMessage {
  readonly sequence: number;
  readonly requestId: string | null;
}

interface UpdateRow extends Omit<UpdateRecord, 'details' | 'sequence'> {
  readonly details: string;
  readonly sequence: string | null;
}

function updateIn(row: UpdateRow): UpdateRecord {
  const sequence = row.sequence === null ? null : Number(row.sequence);
  return { ...row, details: jsonIn(row.details), sequence };
}

/** Both sets of ids, each once and in order. */
function united(column: string, added: string): string {
  return `ARRAY(SELECT DISTINCT id FROM unnest(${column} || ${added}::text[]) AS id ORDER BY id)`;
}
