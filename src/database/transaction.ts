import type { Pool, PoolClient } from 'pg';

/**
 * Runs work in a transaction on a connection of the pool, and commits it.
 * @throws what the work throws: then nothing has happened
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // One that cannot even be rolled back is of no use to anybody else.
    await client.query('ROLLBACK').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
}
