import pg from 'pg';
import { clientConfig } from './session.js';

// The catalog's one-letter type "char", and the array of char.
const CHAR_OID = 18;
const CHAR_ARRAY_OID = 1002;

/** A pool, as adapter-pg wants one, whose queries all run on one connection. */
export interface MigrationPool {
  readonly pool: pg.Pool;
  /** Ends the connection; an open transaction is rolled back. */
  readonly end: () => Promise<void>;
}

/**
 * Connects for migrations: the engine's lock, its transaction and its work are on one connection,
 * also after a failed query, when a pool by itself would take another.
 */
export async function openMigrationPool(databaseUrl: string): Promise<MigrationPool> {
  const pool = new pg.Pool(clientConfig(databaseUrl, { statement_timeout: 0 }));
  pool.on('error', () => undefined);
  const client = await pool.connect();
  client.on('error', () => undefined);
  const query = async (config: pg.QueryArrayConfig) => {
    // Several statements in one text give several results.
    const result: pg.QueryArrayResult | pg.QueryArrayResult[] = await client.query(config);
    for (const { fields } of [result].flat())
      for (const field of fields) if (field.dataTypeID === CHAR_OID) disguise(field);
    return result;
  };
  const end = async () => {
    client.release(true);
    await pool.end();
  };
  return { pool: Object.assign(pool, { query }), end };
}

// adapter-pg refuses "char" by its number, so it passes as the array of char, which the engine never
// asks for; migration-adapter.ts gives it its right name again.
function disguise(field: pg.FieldDef): void {
  field.dataTypeID = CHAR_ARRAY_OID;
}
