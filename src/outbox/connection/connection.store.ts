import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../../database/database.js';
import { AppError } from '../../errors.js';
import { EventTransaction } from '../../events/event-transaction.js';
import type {
  ConnectionColumns,
  ConnectionSettings,
  PresentConnection,
} from './connection-change.js';
import type { ConnectionRow } from './connection-row.js';
import { CREATE, CREDENTIALS, LOCK, VIEW_ALL, VIEW_ONE, WRITTEN } from './connection.sql.js';
import type { NotificationType } from './crs-connection.js';

/** A connection to be made. */
export interface NewConnection extends ConnectionSettings {
  /** Sealed. */
  readonly secret: Uint8Array;
  readonly notifyTypes: readonly NotificationType[];
  readonly notifyMost: number;
}

/** Settings with their secrets, sealed. */
export interface Credentials extends ConnectionSettings {
  readonly secret: Uint8Array;
  readonly nextSecret: Uint8Array | null;
}

/** What is to be written, of what is there. It may refuse by an AppError. */
export type Decision = (present: PresentConnection) => ConnectionColumns;

/**
 * Connections, as their owners handle them. A change looks at the row while it has it locked, and
 * writes what it changes only. Workers of this process look for what is due after each.
 */
@Injectable()
export class ConnectionStore {
  constructor(
    private readonly database: Database,
    private readonly transaction: EventTransaction,
  ) {}

  /** @throws AppError `not-found` */
  async get(dealerCode: string): Promise<ConnectionRow> {
    const { rows } = await this.database.pool.query<ConnectionRow>(VIEW_ONE, [dealerCode]);
    return found(rows[0]);
  }

  /** By dealer. */
  async list(): Promise<ConnectionRow[]> {
    return (await this.database.pool.query<ConnectionRow>(VIEW_ALL)).rows;
  }

  /** @throws AppError `not-found` */
  async credentials(dealerCode: string): Promise<Credentials> {
    const { rows } = await this.database.pool.query<Credentials>(CREDENTIALS, [dealerCode]);
    return found(rows[0]);
  }

  /**
   * Connects a dealer, or replaces what is there.
   * @returns whether there was none before
   */
  put(dealerCode: string, made: NewConnection, replace: Decision, now: Date): Promise<boolean> {
    return this.transaction.run(async (client) => {
      const { rowCount } = await client.query(CREATE, [
        dealerCode,
        made.messageUrl,
        made.tokenUrl,
        made.clientId,
        made.scope,
        made.audience,
        made.tokenAuth,
        made.environment,
        made.secret,
        now,
        made.notifyTypes,
        made.notifyMost,
      ]);
      if (rowCount === 1) return true;
      await this.#change(client, dealerCode, replace);
      return false;
    });
  }

  /** @throws AppError `not-found`, and what the decision throws */
  change(dealerCode: string, decide: Decision): Promise<void> {
    return this.transaction.run((client) => this.#change(client, dealerCode, decide));
  }

  /** Messages that wait stay where they are. @throws AppError `not-found` */
  async remove(dealerCode: string): Promise<void> {
    const text = 'DELETE FROM crs_connection WHERE dealer_code = $1 RETURNING dealer_code';
    const { rows } = await this.database.pool.query<object>(text, [dealerCode]);
    found(rows[0]);
  }

  async #change(client: ClientBase, dealerCode: string, decide: Decision): Promise<void> {
    const { rows } = await client.query<PresentConnection>(LOCK, [dealerCode]);
    const columns = Object.entries(decide(found(rows[0])));
    const names = columns.map(
      ([name], index) => `${WRITTEN[name as keyof ConnectionColumns]} = $${index + 2}`,
    );
    const values = columns.map(([, value]: [string, unknown]) => value);
    await client.query(`UPDATE crs_connection SET ${names.join(', ')} WHERE dealer_code = $1`, [
      dealerCode,
      ...values,
    ]);
  }
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new AppError('not-found', 'There is no connection');
  return row;
}
