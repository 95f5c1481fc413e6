import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { isTaken } from './database-errors.js';
import type { Dealer } from './dealer.js';

const COLUMNS = {
  code: true,
  name: true,
  timeZone: true,
  currency: true,
  country: true,
  pageSize: true,
  maxRejectPercent: true,
  maxRemovalPercent: true,
  maxRemovalRows: true,
} as const;

@Injectable()
export class DealerStore {
  constructor(private readonly database: Database) {}

  /**
   * Stores the dealer together with its generation 0, the row that loads lock to publish.
   * @throws AppError `already-exists`
   */
  async add(dealer: Dealer): Promise<void> {
    try {
      await this.database.prisma.$transaction(async (tx) => {
        await tx.dealer.create({ data: dealer });
        // The database's clock, as every publish takes it.
        await tx.$executeRaw`
          INSERT INTO dealer_generation (dealer_code, generation, published_at)
          VALUES (${dealer.code}, 0, now())`;
      });
    } catch (error) {
      if (!isTaken(error)) throw error;
      throw new AppError('already-exists', `There is a dealer ${dealer.code} already`);
    }
  }

  async change({ code, ...data }: Dealer): Promise<void> {
    await this.database.prisma.dealer.update({ where: { code }, data });
  }

  /** Every dealer, by code. */
  async list(): Promise<Dealer[]> {
    return this.database.prisma.dealer.findMany({ select: COLUMNS, orderBy: { code: 'asc' } });
  }

  async find(code: string): Promise<Dealer | null> {
    return this.database.prisma.dealer.findUnique({ select: COLUMNS, where: { code } });
  }

  /** Those of the codes that are no dealer's. */
  async unknown(codes: readonly string[]): Promise<string[]> {
    const found = await this.database.prisma.dealer.findMany({
      select: { code: true },
      where: { code: { in: [...codes] } },
    });
    const known = new Set(found.map(({ code }) => code));
    return codes.filter((code) => !known.has(code));
  }
}
