import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { takeNumbers } from '../../database/dealer-counter.js';
import { AppError } from '../../errors.js';
import type { ChainMessageRecord, ChainRecord } from './chain.js';

type Queryable = Pick<ClientBase, 'query'>;

/** A chain to be opened. */
export type NewChain = Omit<ChainRecord, 'chainId' | 'messageCount' | 'flag'>;

/** A message to be added to a chain. */
export type NewChainMessage = Omit<ChainMessageRecord, 'number'>;

/** Changes chains and their messages, within the caller's transaction. */
@Injectable()
export class ChainStore {
  /** Locks a chain by our id. */
  lock(client: Queryable, dealerCode: string, chainId: string): Promise<ChainRecord | undefined> {
    return this.#lock(client, 'chain_id', [dealerCode, chainId]);
  }

  /** Locks a chain by CRS's id. */
  lockByCrsId(
    client: Queryable,
    dealerCode: string,
    crsId: string,
  ): Promise<ChainRecord | undefined> {
    return this.#lock(client, 'crs_id', [dealerCode, crsId]);
  }

  async #lock(client: Queryable, column: 'chain_id' | 'crs_id', values: readonly string[]) {
    const { rows } = await client.query<ChainRecord>({
      name: `lock-chain-by-${column}`,
      text: `SELECT ${COLUMNS} FROM message_chain
             WHERE dealer_code = $1 AND ${column} = $2 FOR UPDATE`,
      values: [...values],
    });
    return rows[0];
  }

  /**
   * Opens a chain. Its number comes from a counter: the caller locks none of its own rows after this.
   * @throws AppError `already-exists` when another transaction opened one with its CRS id just now
   */
  async open(client: Queryable, dealerCode: string, chain: NewChain): Promise<ChainRecord> {
    const number = (await takeNumbers(client, dealerCode, 'chain', 1)) + 1;
    const { rows } = await client.query<ChainRecord>({
      name: 'open-chain',
      text: `INSERT INTO message_chain (dealer_code, chain_id, crs_id, customer_number, contract_id,
               rented_asset_id, equipment_asset_id, serial_number, active, opened_by, created_date,
               created_by, user_name, opened_time, changed_time)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, clock_timestamp(),
               clock_timestamp())
             ON CONFLICT (dealer_code, crs_id) DO NOTHING
             RETURNING ${COLUMNS}`,
      values: [
        dealerCode,
        `C${number}`,
        chain.crsId,
        chain.customerNumber,
        chain.contractId,
        chain.rentedAssetId,
        chain.equipmentAssetId,
        chain.serialNumber,
        chain.active,
        chain.openedBy,
        chain.createdDate,
        chain.createdBy,
        chain.userName,
      ],
    });
    if (!rows[0]) throw new AppError('already-exists', 'CRS has a chain with this id already');
    return rows[0];
  }

  /** The messages of a chain, in the order of their numbers. */
  async messages(
    client: Queryable,
    dealerCode: string,
    chainId: string,
  ): Promise<ChainMessageRecord[]> {
    const { rows } = await client.query<ChainMessageRecord & { sequence: string | null }>({
      name: 'chain-messages',
      text: `SELECT number, origin, created_date AS "createdDate", created_by AS "createdBy",
               user_name AS "userName", message_text AS "messageText", confirmed, sequence
             FROM chain_message WHERE dealer_code = $1 AND chain_id = $2 ORDER BY number`,
      values: [dealerCode, chainId],
    });
    return rows.map((row) => ({
      ...row,
      sequence: row.sequence === null ? null : Number(row.sequence),
    }));
  }

  /** Adds messages to a chain that is locked. @returns them with their numbers */
  async add(
    client: Queryable,
    dealerCode: string,
    chain: Pick<ChainRecord, 'chainId' | 'messageCount'>,
    messages: readonly NewChainMessage[],
  ): Promise<ChainMessageRecord[]> {
    const column = <T>(of: (message: NewChainMessage) => T) => messages.map((one) => of(one));
    await client.query({
      name: 'add-chain-messages',
      text: `INSERT INTO chain_message (dealer_code, chain_id, number, origin, created_date,
               created_by, user_name, message_text, confirmed, sequence)
             SELECT $1, $2, $3 + number, origin, created_date, created_by, user_name, message_text,
               confirmed, sequence
             FROM unnest($4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
               $9::boolean[], $10::bigint[]) WITH ORDINALITY AS given (origin, created_date,
               created_by, user_name, message_text, confirmed, sequence, number)`,
      values: [
        dealerCode,
        chain.chainId,
        chain.messageCount,
        column((one) => one.origin),
        column((one) => one.createdDate),
        column((one) => one.createdBy),
        column((one) => one.userName),
        column((one) => one.messageText),
        column((one) => one.confirmed),
        column((one) => one.sequence),
      ],
    });
    return messages.map((one, index) => ({ ...one, number: chain.messageCount + index + 1 }));
  }

  /** Gives messages the times that CRS has for them. */
  async confirm(
    client: Queryable,
    dealerCode: string,
    chainId: string,
    messages: readonly Pick<ChainMessageRecord, 'number' | 'createdDate'>[],
  ): Promise<void> {
    await client.query({
      name: 'confirm-chain-messages',
      text: `UPDATE chain_message m SET created_date = given.created_date, confirmed = true
             FROM unnest($3::int[], $4::timestamptz[]) AS given (number, created_date)
             WHERE m.dealer_code = $1 AND m.chain_id = $2 AND m.number = given.number`,
      values: [
        dealerCode,
        chainId,
        messages.map(({ number }) => number),
        messages.map(({ createdDate }) => createdDate),
      ],
    });
  }

  /** Writes a chain as it is now; its messages were changed, or itself. */
  async change(client: Queryable, dealerCode: string, chain: ChainRecord): Promise<void> {
    await client.query({
      name: 'change-chain',
      text: `UPDATE message_chain SET crs_id = $3, customer_number = $4, contract_id = $5,
               rented_asset_id = $6, equipment_asset_id = $7, serial_number = $8, active = $9,
               message_count = $10, flag = $11, changed_time = clock_timestamp()
             WHERE dealer_code = $1 AND chain_id = $2`,
      values: [
        dealerCode,
        chain.chainId,
        chain.crsId,
        chain.customerNumber,
        chain.contractId,
        chain.rentedAssetId,
        chain.equipmentAssetId,
        chain.serialNumber,
        chain.active,
        chain.messageCount,
        chain.flag,
      ],
    });
  }

  /** The chain that a message of ours to CRS is about. */
  async chainOf(
    client: Queryable,
    dealerCode: string,
    submittedMessageId: string,
  ): Promise<string | undefined> {
    const { rows } = await client.query<{ chainId: string }>({
      name: 'chain-of-message',
      text: `SELECT chain_id AS "chainId" FROM message
             WHERE dealer_code = $1 AND direction = 'out' AND submitted_message_id = $2
               AND chain_id IS NOT NULL`,
      values: [dealerCode, submittedMessageId],
    });
    return rows[0]?.chainId;
  }
}

const COLUMNS = `
  chain_id AS "chainId", crs_id AS "crsId", customer_number AS "customerNumber",
  contract_id AS "contractId", rented_asset_id AS "rentedAssetId",
  equipment_asset_id AS "equipmentAssetId", serial_number AS "serialNumber", active,
  opened_by AS "openedBy", created_date AS "createdDate", created_by AS "createdBy",
  user_name AS "userName", message_count AS "messageCount", flag`;
