import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { withClient } from '../../src/database/session.js';

// Copies files of finished rows into tables of the same columns and indexes, in one transaction:
// PostgreSQL's own way to take the same documents, without a look at them.
// Parameters: folder of the files, then the tables.
const { DATABASE_URL = '' } = process.env;
const [, , folder, ...tables] = process.argv;

await withClient(DATABASE_URL, async (client) => {
  await client.query('BEGIN');
  for (const table of tables) {
    const file = createReadStream(`${folder}/${table}.copy`, { highWaterMark: 256 * 1024 });
    await pipeline(file, client.query(copyFrom(`COPY bare.${table} FROM STDIN`)));
  }
  await client.query('COMMIT');
});
