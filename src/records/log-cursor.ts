import type { Database } from '../database/database.js';

const AT_ONCE = 1_000;

/**
 * The rows of a query, some at a time: a log may have millions. All of them are as of one moment.
 * @param values its parameters
 */
export async function* rowsInBatches<T extends object>(
  database: Database,
  query: string,
  values: readonly unknown[],
): AsyncGenerator<T[]> {
  const session = await database.session();
  try {
    await session.query('BEGIN READ ONLY');
    await session.query(`DECLARE log NO SCROLL CURSOR FOR ${query}`, [...values]);
    for (;;) {
      const { rows } = await session.query<T>(`FETCH ${AT_ONCE} FROM log`);
      if (rows.length > 0) yield rows;
      if (rows.length < AT_ONCE) return;
    }
  } finally {
    await session.end();
  }
}
