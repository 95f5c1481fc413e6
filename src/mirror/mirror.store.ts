import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import type { ResourceName } from '../interface/resource.js';
import { pullDigest } from './pin.store.js';
import { MIRROR_TABLES, mirrorTable, OPEN, type MirrorTable } from './mirror-table.js';
import {
  CATALOG_STATEMENT,
  CUSTOMER_STATEMENT,
  generationStatement,
  INCREMENTAL_STATEMENT,
  pageStatement,
  replicaPageStatement,
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
  readonly totalPages: number;
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

const LIST_RESOURCES = Object.values(MIRROR_TABLES)
  .filter((table) => 'list' in table)
  .map(({ resource }) => resource);

const byList = (statement: (table: MirrorTable) => string) =>
  Object.fromEntries(
    LIST_RESOURCES.map((resource) => [resource, statement(mirrorTable(resource))]),
  ) as Record<ListResource, string>;

const PAGE_STATEMENTS = byList(pageStatement);
const GENERATION_STATEMENTS = byList(generationStatement);
const REPLICA_PAGE_STATEMENTS = byList(replicaPageStatement);

/** What the primary says of the generation to read a page at. */
interface PulledGeneration extends Pick<PullPage, 'generation' | 'ended' | 'untouched'> {
  readonly published: string | null;
}

const RETRY_AFTER_SECONDS = 300;

/**
 * Reads the mirror: one statement an answer, which returns the finished text. The statements go to
 * the driver directly, under names, so that PostgreSQL plans them once per connection.
 */
@Injectable()
export class MirrorStore {
  constructor(private readonly database: Database) {}

  /**
   * A page, from the read replica where there is one that has what the page is to be read from.
   * @throws AppError `not-loaded` while the resource was never loaded
   */
  async page(resource: ListResource, request: PageRequest): Promise<PullPage> {
    const { dealerCode, clientId, customers, page, items } = request;
    const pull = page > 0 ? pullDigest({ resource, customers, items }) : '';
    if (this.database.replica?.ready) {
      const read = await this.#pageFromReplica(resource, request, pull);
      if (read) return read;
    }
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

  // Which generation, only the primary can say: a replica that is behind knows of none that is newer,
  // and CRS may have been told of a change already. What the replica does not give, for whatever
  // reason, is the primary's to decide.
  async #pageFromReplica(
    resource: ListResource,
    { dealerCode, clientId, customers, page, items }: PageRequest,
    pull: string,
  ): Promise<PullPage | undefined> {
    const { rows } = await this.database.pool.query<PulledGeneration>({
      name: `generation-${resource}`,
      text: GENERATION_STATEMENTS[resource],
      values: [dealerCode, page, clientId, pull],
    });
    const at = rows[0];
    if (!at || at.ended || at.published === null) return undefined;
    const read = await this.database.replica?.first<PullPage>({
      name: `replica-page-${resource}`,
      text: REPLICA_PAGE_STATEMENTS[resource],
      values: [dealerCode, customers, page, items, at.generation, at.published],
    });
    return read && { ...read, ended: at.ended, untouched: at.untouched };
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
