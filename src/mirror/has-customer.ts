import type { ClientBase } from 'pg';
import { OPEN } from './mirror-table.js';

/** Whether a dealer has a customer, as published now. */
export async function hasCustomer(
  client: Pick<ClientBase, 'query'>,
  dealerCode: string,
  customerId: string,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'has-customer',
    text: `SELECT FROM customer WHERE dealer_code = $1 AND customer_id = $2 AND gen_to = ${OPEN}`,
    values: [dealerCode, customerId],
  });
  return (rowCount ?? 0) > 0;
}
