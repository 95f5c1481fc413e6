import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { Database } from '../database/database.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { StoredSigningKey } from './signing-key.js';

/** Keys that sign access tokens: at most one of them is current (not retired). */
@Injectable()
export class SigningKeyStore {
  constructor(private readonly database: Database) {}

  /** Every key, the newest first. */
  async list(): Promise<StoredSigningKey[]> {
    const rows = await this.database.prisma.signingKey.findMany({ orderBy: { createdAt: 'desc' } });
    return rows.map((row) => ({ ...row, publicJwk: row.publicJwk as JWK }));
  }

  /** Stores the key as the current one, unless there is one. */
  async addFirst(key: StoredSigningKey): Promise<void> {
    await this.alone(async (tx) => {
      const current = await tx.signingKey.count({ where: { retiredAt: null } });
      if (current === 0) await tx.signingKey.create({ data: toRow(key) });
    });
  }

  /** Retires the current key as of the new one's making, and stores the new one as current. */
  async replaceCurrent(key: StoredSigningKey): Promise<void> {
    await this.alone(async (tx) => {
      const retiredAt = key.createdAt;
      await tx.signingKey.updateMany({ where: { retiredAt: null }, data: { retiredAt } });
      await tx.signingKey.create({ data: toRow(key) });
    });
  }

  // Nodes that start or rotate at one time take turns; readers are not held up by this lock.
  private async alone(work: (tx: Prisma.TransactionClient) => Promise<void>): Promise<void> {
    await this.database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE`;
      await work(tx);
    });
  }
}

function toRow(key: StoredSigningKey): Prisma.SigningKeyCreateInput {
  return { ...key, publicJwk: key.publicJwk };
}
