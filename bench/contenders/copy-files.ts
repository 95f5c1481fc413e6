import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { withClient } from '../../src/database/session.js';
import { MIRROR_TABLES } from '../../src/mirror/mirror-table.js';

/** Copies the rows of the mirror into files, one a table, and returns the tables' names. */
export async function copyOut(databaseUrl: string, folder: string): Promise<string[]> {
  const tables = Object.values(MIRROR_TABLES).map(({ table }) => table);
  await withClient(databaseUrl, async (client) => {
    for (const table of tables) {
      const rows = client.query(copyTo(`COPY ${table} TO STDOUT`));
      await pipeline(rows, createWriteStream(join(folder, `${table}.copy`)));
    }
  });
  return tables;
}

/** Makes empty tables like those of the mirror, with their indexes; returns how to drop them. */
export async function makeBareTables(databaseUrl: string, tables: readonly string[]) {
  await withClient(databaseUrl, async (client) => {
    await client.query('CREATE SCHEMA bare');
    for (const table of tables)
      await client.query(`CREATE TABLE bare.${table} (LIKE public.${table} INCLUDING ALL)`);
    // LIKE does not take these over.
    await client.query(`DO $$ DECLARE kept record; BEGIN
      FOR kept IN SELECT relname, option FROM pg_class, unnest(reloptions) AS option
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      LOOP EXECUTE format('ALTER TABLE bare.%I SET (%s)', kept.relname, kept.option);
      END LOOP; END $$`);
  });
  return () =>
    withClient(databaseUrl, async (client) => {
      await client.query('DROP SCHEMA bare CASCADE');
    });
}
