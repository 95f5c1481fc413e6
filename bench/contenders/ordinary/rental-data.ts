import { Injectable } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { SCHEMA } from './fill.js';

/** Which page of which customers' items. */
export interface Page {
  readonly customers: readonly string[];
  readonly page: number;
  readonly items: number;
}

interface Asset {
  readonly rates: readonly { readonly period: string }[];
}

interface Row {
  readonly assets: readonly Asset[];
  readonly fees: readonly object[];
  readonly taxes: readonly object[];
}

interface Model {
  findMany(query: object): Promise<Row[]>;
  count(query: object): Promise<number>;
}

type Client = Readonly<Record<'contract' | 'invoice', Model>>;

const INCLUDE = { assets: { include: { rates: true } }, fees: true, taxes: true };

/** Reads pages as Prisma's documentation shows it: `findMany` with `include`, `skip` and `take`. */
@Injectable()
export class RentalData {
  private constructor(private readonly prisma: Client) {}

  static async open(connectionString: string): Promise<RentalData> {
    // It is generated for each run, so TypeScript cannot know it.
    const generated = new URL('.generated/client.ts', import.meta.url).href;
    const { PrismaClient } = (await import(generated)) as {
      PrismaClient: new (options: object) => Client;
    };
    const adapter = new PrismaPg({ connectionString, max: 10 }, { schema: SCHEMA });
    return new RentalData(new PrismaClient({ adapter }));
  }

  contracts(page: Page): Promise<object> {
    return pageOf(this.prisma.contract, page, [{ customerId: 'asc' }, { contractId: 'asc' }]);
  }

  invoices(page: Page): Promise<object> {
    return pageOf(this.prisma.invoice, page, [{ invoiceDate: 'desc' }, { invoiceId: 'desc' }]);
  }
}

async function pageOf(model: Model, { customers, page, items }: Page, orderBy: object[]) {
  const where = { customerId: { in: customers } };
  const [rows, totalElements] = await Promise.all([
    model.findMany({ where, orderBy, include: INCLUDE, skip: page * items, take: items }),
    model.count({ where }),
  ]);
  return {
    items: rows.map(itemOf),
    totalPages: Math.ceil(totalElements / items),
    totalElements,
    empty: rows.length === 0,
    size: items,
    number: page,
  };
}

function itemOf({ assets, fees, taxes, ...item }: Row): object {
  const assetDetails = assets.map(({ rates, ...asset }) => ({
    ...asset,
    rentalRate: Object.fromEntries(rates.map(({ period, ...rate }) => [period, rate])),
  }));
  return { ...item, assetDetails, feeDetails: fees, taxDetails: taxes };
}
