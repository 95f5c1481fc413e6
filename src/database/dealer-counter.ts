import type { ClientBase } from 'pg';

/** What is counted for each dealer, one by one. */
export type CounterName = 'request' | 'chain' | 'inbound' | 'outbound' | 'event';

/**
 * Takes the next numbers of a dealer, from 1. The counter stays locked until the transaction ends: so
 * numbers are in commit order, and none is missing.
 *
 * Transactions take the counters in the order of {@link CounterName}, after the rows they are about, and
 * `event` last of all they lock: then no two of them wait for each other in a circle.
 * @returns the last number before those taken
 */
export async function takeNumbers(
  client: Pick<ClientBase, 'query'>,
  dealerCode: string,
  name: CounterName,
  count: number,
): Promise<number> {
  const { rows } = await client.query<{ before: string }>({
    name: 'take-numbers',
    text: `INSERT INTO dealer_counter (dealer_code, name, last) VALUES ($1, $2, $3)
           ON CONFLICT (dealer_code, name) DO UPDATE SET last = dealer_counter.last + $3
           RETURNING last - $3 AS before`,
    values: [dealerCode, name, count],
  });
  return Number(rows[0]?.before);
}
