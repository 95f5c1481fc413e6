import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { withClient } from './session.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function query<T extends object>(sql: string): Promise<T[]> {
  const { rows } = await withClient(database.url, (client) => client.query<T>(sql));
  return rows;
}

// Every index (a primary key and a unique constraint are one, too) of a table with a dealer code,
// with its first column; an index on an expression has none.
const INDEXES = `
  SELECT t.relname AS "table", i.relname AS index, a.attname AS first
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_attribute d ON d.attrelid = t.oid AND d.attname = 'dealer_code'
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]`;

test('the dealer code leads every key and index of a table that has one', async () => {
  const indexes = await query<{ table: string; index: string; first: string | null }>(INDEXES);
  expect(indexes.length).toBeGreaterThan(20);
  expect(indexes.filter(({ first }) => first !== 'dealer_code')).toEqual([]);
});

test('every table with a dealer code has a primary key', async () => {
  const bare = await query(`
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relkind IN ('r', 'p') AND a.attname = 'dealer_code'
       AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)`);
  expect(bare).toEqual([]);
});

test('keys and sort keys of dealers’ data sort by code point', async () => {
  const others = await query(`
    SELECT c.relname || '.' || a.attname AS "column"
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
      JOIN pg_attribute d ON d.attrelid = c.oid AND d.attname = 'dealer_code'
      JOIN pg_collation o ON o.oid = a.attcollation
     WHERE o.collname <> 'C' AND c.relname <> 'api_client_dealer'
       AND (a.attname = 'sort_key' OR EXISTS (
             SELECT FROM pg_index WHERE indrelid = c.oid AND a.attnum = ANY (indkey)))`);
  expect(others).toEqual([]);
});

test('the documents of the mirror stay out of TOAST while they fit in a block', async () => {
  const rows = await query<{ relname: string }>(`
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE a.attname = 'document' AND c.relkind IN ('r', 'p')
       AND NOT coalesce('toast_tuple_target=8160' = ANY (c.reloptions), false)`);
  expect(rows).toEqual([]);
});
