import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { PublishedKeySet } from './issuer-discovery.js';

/** The last key set an external issuer was seen with. */
export interface StoredKeySet {
  readonly keySet: PublishedKeySet;
  readonly fetchedAt: Date;
}

@Injectable()
export class IssuerKeySetStore {
  constructor(private readonly database: Database) {}

  async find(issuer: string): Promise<StoredKeySet | undefined> {
    const row = await this.database.prisma.issuerKeySet.findUnique({ where: { issuer } });
    if (!row) return undefined;
    return { keySet: row.keys as unknown as PublishedKeySet, fetchedAt: row.fetchedAt };
  }

  async save(issuer: string, { keySet, fetchedAt }: StoredKeySet): Promise<void> {
    const data = { keys: keySet as unknown as Prisma.InputJsonObject, fetchedAt };
    await this.database.prisma.issuerKeySet.upsert({
      where: { issuer },
      create: { issuer, ...data },
      update: data,
    });
  }
}
