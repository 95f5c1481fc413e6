import fastify from 'fastify';
import pg from 'pg';
import { clientConfig } from '../../src/database/session.js';

// What can be had at best with Fastify and PostgreSQL for a message: it is parsed, inserted by a
// statement of its own and sent back. No caller, no checks, no queue, no files, no repetitions.
const { DATABASE_URL = '', PORT } = process.env;
const pool = new pg.Pool({ ...clientConfig(DATABASE_URL), max: 10 });
await pool.query(`
  CREATE TABLE bare_message (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enqueued_time timestamptz NOT NULL DEFAULT clock_timestamp(),
    body text NOT NULL)`);
const app = fastify({ bodyLimit: 30 * 1024 * 1024 });
app.removeContentTypeParser('application/json');
app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) =>
  done(null, { text, message: JSON.parse(text as string) as object }),
);

app.post<{ Body: { text: string; message: object } }>('/api/v1/message', async ({ body }) => {
  const { rows } = await pool.query<{ enqueuedTime: Date }>({
    name: 'insert',
    text: 'INSERT INTO bare_message (body) VALUES ($1) RETURNING enqueued_time AS "enqueuedTime"',
    values: [body.text],
  });
  return { ...body.message, ...rows[0] };
});

await app.listen({ port: Number(PORT), host: '127.0.0.1' });
