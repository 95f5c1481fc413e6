import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { OPEN } from '../mirror/mirror-table.js';

/** Whether messages can be matched with a customer of the dealer's. */
@Injectable()
export class CustomerMatchStore {
  /**
   * Whether a customer is known, or the request or chain that a message is about was matched with
   * another one by hand.
   * @param crsId CRS's id of the request or chain
   */
  async isMatched(
    client: Pick<ClientBase, 'query'>,
    dealerCode: string,
    customerNumber: string,
    crsId: string | null,
  ): Promise<boolean> {
    const { rows } = await client.query<{ matched: boolean }>({
      name: 'match-customer',
      text: `SELECT EXISTS (SELECT FROM customer
                 WHERE dealer_code = $1 AND customer_id = $2 AND gen_to = ${OPEN})
               OR EXISTS (SELECT FROM request WHERE dealer_code = $1 AND crs_id = $3)
               OR EXISTS (SELECT FROM message_chain WHERE dealer_code = $1 AND crs_id = $3)
               AS matched`,
      values: [dealerCode, customerNumber, crsId],
    });
    return rows[0]?.matched ?? false;
  }
}
