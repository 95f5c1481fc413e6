import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import type { ResourceName } from '../interface/resource.js';
import { pullDigest } from './pin.store.js';
import { MIRROR_TABLES, mirrorTable, OPEN } from './mirror-table.js';
import {
  CATALOG_STATEMENT,
  CUSTOMER_STATEMENT,
  INCREMENTAL_STATEMENT,
  pageStatement,
} from './page.sql.js';

/** A finished answer body, and how many items it holds (for the log). */
export interface Page {
  readonly body: string;
  readonly items: number;
  readonly generation: string;
}

/** One page of a pull, and how the pull stands. */
export interface PullPage extends Page {
  /** Whether the list has other pages. */
  readonly more: boolean;
  /** The pull's pin has ended, or its generation is no longer kept: the page is not to be used. */
  readonly ended: boolean;
  /** The pin was not used for a minute. */
  readonly untouched: boolean;
}

/** Which page of which customers' items, and for whom. */
export interface PageRequest {
  readonly dealerCode: string;
  readonly clientId: string;
  readonly customers: readonly string[];
  /** From 0. */
  readonly page: number;
  /** Items per page. */
  readonly items: number;
}

export type ListResource = 'contracts' | 'jobsites' | 'invoices' | 'locations';

const PAGE_STATEMENTS = Object.fromEntries(
  Object.values(MIRROR_TABLES)
    .filter((table) => 'list' in table)
    .map((table) => [table.resource, pageStatement(mirrorTable(table.resource))]),
) as Record<ListResource, string>;

const RETRY_AFTER_SECONDS = 300;

/**
 * Reads the mirror: one statement an answer, which returns the finished text. The statements go to
 * the driver directly, under names, so that PostgreSQL plans them once per connection.
 */
@Injectable()
export class MirrorStore {
  constructor(private readonly database: Database) {}

  /** @throws AppError `not-loaded` while the resource was never loaded */
  async page(resource: ListResource, request: PageRequest): Promise<PullPage> {
    const { dealerCode, clientId, customers, page, items } = request;
    const pull = page > 0 ? pullDigest({ resource, customers, items }) : '';
    const values = [dealerCode, customers, page, items, clientId, pull];
    return this.#one(resource, `page-${resource}`, PAGE_STATEMENTS[resource], values);
  }

  /** @throws AppError `not-loaded`, `customer-not-found` */
  async customer(dealerCode: string, customerId: string): Promise<Page> {
    const values = [dealerCode, customerId];
    const found = await this.#one<Page & { found: boolean }>(
      'customers',
      'customer',
      CUSTOMER_STATEMENT,
      values,
    );
    if (!found.found) throw new AppError('customer-not-found', `No customer ${customerId}`);
    return { ...found, items: 1 };
  }

  /** @throws AppError `not-loaded` */
  async catalog(dealerCode: string, customerId: string | null): Promise<Page> {
    return this.#one('categories', 'catalog', CATALOG_STATEMENT, [dealerCode, customerId]);
  }

  /**
   * @param since ISO 8601, or `-infinity`
   * @param overlap seconds
   * @throws AppError `not-loaded`
   */
  async changes(dealerCode: string, since: string, overlap: number): Promise<Page> {
    const values = [dealerCode, since, overlap];
    return this.#one(undefined, 'incremental', INCREMENTAL_STATEMENT, values);
  }

  /** The customer with the most contracts, for the example that the demo's start prints. */
  async someCustomer(dealerCode: string): Promise<string | undefined> {
    const { rows } = await this.database.pool.query<{ customer_id: string }>(
      `SELECT customer_id FROM customer_list WHERE dealer_code = $1 AND resource = 'contracts'
       AND gen_to = ${OPEN} ORDER BY item_count DESC, customer_id LIMIT 1`,
      [dealerCode],
    );
    return rows[0]?.customer_id;
  }

  async #one<T extends Page>(
    resource: ResourceName | undefined,
    name: string,
    text: string,
    values: unknown[],
  ): Promise<T> {
    const { rows } = await this.database.pool.query<T>({ name, text, values });
    if (rows[0]) return rows[0];
    throw new AppError(
      'not-loaded',
      `No ${resource ?? 'data'} has been loaded for this dealer yet`,
      {
        retryAfter: RETRY_AFTER_SECONDS,
      },
    );
  }
}
