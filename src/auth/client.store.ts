import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { asOutage, isTaken } from './database-errors.js';
import type { Client } from './client.js';
import { isScope, type Scope } from './scope.js';

/** A client that may call now, with what its secret is compared with. */
export interface ActiveClient {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly dealers: readonly string[];
  readonly secretHash: Uint8Array | null;
}

interface ActiveClientRow {
  clientId: string;
  name: string;
  scopes: string[];
  dealers: string[];
  secretHash: Uint8Array | null;
}

// Read once per request: one prepared statement, by hand because Prisma makes two of it.
const activeClientBy = (column: 'client_id' | 'external_id') => ({
  name: `active-client-by-${column}`,
  text: `
    SELECT c.client_id AS "clientId", c.name, c.scopes, c.secret_hash AS "secretHash",
           ARRAY(SELECT d.dealer_code FROM api_client_dealer d
                 WHERE d.client_id = c.client_id ORDER BY d.dealer_code) AS dealers
    FROM api_client c
    WHERE c.${column} = $1 AND c.revoked_at IS NULL`,
});

const BY_CLIENT_ID = activeClientBy('client_id');
const BY_EXTERNAL_ID = activeClientBy('external_id');

@Injectable()
export class ClientStore {
  constructor(private readonly database: Database) {}

  /** @throws AppError `already-exists` when the external id is another client's */
  async add(
    client: Omit<Client, 'createdAt' | 'revokedAt'>,
    secretHash: Uint8Array<ArrayBuffer> | null,
  ): Promise<void> {
    const { dealers, scopes, ...rest } = client;
    const links = dealers.map((dealerCode) => ({ dealerCode }));
    const data = { ...rest, secretHash, scopes: [...scopes], dealers: { create: links } };
    try {
      await this.database.prisma.apiClient.create({ data });
    } catch (error) {
      if (!isTaken(error)) throw error;
      throw new AppError('already-exists', 'There is a client with this external id already');
    }
  }

  /** Every client, revoked ones too, the oldest first. */
  async list(): Promise<Client[]> {
    const rows = await this.database.prisma.apiClient.findMany({
      omit: { secretHash: true },
      include: { dealers: { orderBy: { dealerCode: 'asc' } } },
      orderBy: [{ createdAt: 'asc' }, { clientId: 'asc' }],
    });
    return rows.map(({ dealers, scopes, ...row }) => ({
      ...row,
      scopes: scopes.filter(isScope),
      dealers: dealers.map(({ dealerCode }) => dealerCode),
    }));
  }

  /** The client with this RFC 6749 client identifier, unless it is revoked. */
  findByClientId(clientId: string): Promise<ActiveClient | undefined> {
    return this.findActive(BY_CLIENT_ID, clientId);
  }

  /** The client that the dealer's own issuer calls by this name, unless it is revoked. */
  findByExternalId(externalId: string): Promise<ActiveClient | undefined> {
    return this.findActive(BY_EXTERNAL_ID, externalId);
  }

  /** @returns whether there is such a client */
  async revoke(clientId: string, at: Date): Promise<boolean> {
    const { apiClient } = this.database.prisma;
    await apiClient.updateMany({ where: { clientId, revokedAt: null }, data: { revokedAt: at } });
    return (await apiClient.count({ where: { clientId } })) > 0;
  }

  /** @returns whether there is such a client, not revoked */
  async setSecretHash(clientId: string, secretHash: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const { count } = await this.database.prisma.apiClient.updateMany({
      where: { clientId, revokedAt: null },
      data: { secretHash },
    });
    return count > 0;
  }

  private async findActive(
    statement: typeof BY_CLIENT_ID,
    id: string,
  ): Promise<ActiveClient | undefined> {
    // PostgreSQL refuses a NUL in a text; no client is called so.
    if (id.includes('\0')) return undefined;
    const query = { ...statement, values: [id] };
    const { rows } = await this.database.pool.query<ActiveClientRow>(query).catch(asOutage);
    const [row] = rows;
    return row && { ...row, scopes: row.scopes.filter(isScope) };
  }
}
