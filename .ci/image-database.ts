// Waits for PostgreSQL on a port and runs the script that makes the role and the database, as psql
// would. Part of .ci/image.
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const [port = '', script = ''] = process.argv.slice(2);
const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;

async function connected(): Promise<pg.Client> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (attempt === 50) throw error;
      await wait(200);
    }
  }
}

const client = await connected();
const sql = readFileSync(script, 'utf8')
  .replace(/^(--|\\getenv).*$/gm, '')
  .replaceAll(":'password'", "'secret'");
for (const statement of sql.split(';').filter((one) => one.trim() !== ''))
  await client.query(statement);
await client.end();
