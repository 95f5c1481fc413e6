import fastify from 'fastify';
import pg from 'pg';
import { clientConfig } from '../../src/database/session.js';
import { MIRROR_TABLES } from '../../src/mirror/mirror-table.js';
import { pageStatement } from '../../src/mirror/page.sql.js';

// What can be had at best with Fastify and PostgreSQL: the product's own statement over the
// product's own tables, and nothing around it: no caller, no checks, no log.
const { DATABASE_URL = '', DEALER = '', PORT } = process.env;
const pool = new pg.Pool({ ...clientConfig(DATABASE_URL), max: 10 });
const app = fastify();

type Query = Record<'customer' | 'page' | 'items', string>;

for (const [path, resource] of [
  ['contract', 'contracts'],
  ['invoice', 'invoices'],
] as const) {
  const name = `page-${resource}`;
  const text = pageStatement(MIRROR_TABLES[resource]);
  app.get<{ Querystring: Query }>(`/api/v1/${path}`, async ({ query }, reply) => {
    const values = [DEALER, query.customer.split(','), query.page, query.items, 'bare', ''];
    const { rows } = await pool.query<{ body: string }>({ name, text, values });
    reply.header('content-type', 'application/json; charset=utf-8');
    return rows[0]?.body;
  });
}

await app.listen({ port: Number(PORT), host: '127.0.0.1' });
