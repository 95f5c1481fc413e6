import { OPEN } from '../../src/mirror/mirror-table.js';
import { withClient } from '../../src/database/session.js';

export type ListName = 'contracts' | 'invoices';

/** A page of one customer's list. */
export interface PageRequest {
  /** For callers that have several dealers. */
  readonly dealer?: string;
  readonly customer: string;
  readonly page: number;
}

/** Items on a page. */
export const ITEMS = 20;

const ENDPOINTS = { contracts: 'contract', invoices: 'invoice' } as const;

/** The path of a page, the same at every server that is compared. */
export function pathOf(list: ListName, request: PageRequest): string {
  const { customer, page, dealer } = request;
  const query = { customer, page: String(page), items: String(ITEMS), ...(dealer && { dealer }) };
  return `/api/v1/${ENDPOINTS[list]}?${new URLSearchParams(query).toString()}`;
}

/**
 * Full pages of all customers, in an order that is arbitrary but always the same.
 * @throws Error when there is none: then the data is too small
 */
export async function fullPages(
  databaseUrl: string,
  dealer: string,
  list: ListName,
  most: number,
): Promise<PageRequest[]> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<PageRequest>(
      `SELECT customer_id AS customer, page FROM customer_list
       CROSS JOIN LATERAL generate_series(0, item_count / $3 - 1) AS page
       WHERE dealer_code = $1 AND resource = $2 AND gen_to = ${OPEN}
       ORDER BY md5(customer_id || page) LIMIT $4`,
      [dealer, list, ITEMS, most],
    ),
  );
  if (rows.length === 0) throw new Error(`No customer has ${ITEMS} ${list}: ask for more of them`);
  return rows;
}
