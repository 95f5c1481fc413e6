import type { ClientBase } from 'pg';

/** Whether there is a way to CRS for a dealer's messages, be it paused. */
export async function isConnected(
  client: Pick<ClientBase, 'query'>,
  dealerCode: string,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'is-connected',
    text: 'SELECT FROM crs_connection WHERE dealer_code = $1',
    values: [dealerCode],
  });
  return (rowCount ?? 0) > 0;
}
