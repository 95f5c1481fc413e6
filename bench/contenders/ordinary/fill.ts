import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type { Client } from 'pg';
import { NO_FILTER, withSchemaEngine } from '../../../src/database/schema-engine.js';
import { readSchema } from '../../../src/database/migration-files.js';
import { withClient } from '../../../src/database/session.js';
import { OPEN } from '../../../src/mirror/mirror-table.js';
import { benchScript, ROOT } from '../../processes/paths.js';

const FOLDER = benchScript('contenders/ordinary');

/** The schema of the ordinary implementation's tables, in the product's database. */
export const SCHEMA = 'ordinary';

/** Makes the Prisma client and the tables, and fills them with what the mirror lists of a dealer. */
export async function prepareOrdinary(databaseUrl: string, dealer: string): Promise<void> {
  const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const schema = `${FOLDER}/schema.prisma`;
  await promisify(execFile)(process.execPath, [prisma, 'generate', '--schema', schema], {
    cwd: ROOT,
  });
  const tables = await createStatements(databaseUrl);
  await withClient(databaseUrl, async (client) => {
    await client.query(`CREATE SCHEMA ${SCHEMA}`);
    await client.query(`SET search_path = ${SCHEMA}, public`);
    await client.query(tables);
    await fill(client, dealer, 'Contract', 'contract_id');
    await fill(client, dealer, 'Invoice', 'invoice_id');
    await client.query('VACUUM ANALYZE');
  });
}

async function createStatements(databaseUrl: string): Promise<string> {
  const { stdout } = await withSchemaEngine(databaseUrl, FOLDER, async (engine) =>
    engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', ...(await readSchema(FOLDER)) },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    }),
  );
  return (stdout ?? '').replace('CREATE SCHEMA IF NOT EXISTS "public";', '');
}

// The columns are named as the members of the documents, so PostgreSQL can take these apart itself.
async function fill(client: Client, dealer: string, model: 'Contract' | 'Invoice', id: string) {
  const key = model === 'Contract' ? 'contractId' : 'invoiceId';
  const documents = `SELECT ${id} AS key, customer_id, document::jsonb AS document
    FROM public.${model.toLowerCase()}
    WHERE dealer_code = '${dealer}' AND gen_to = ${OPEN} AND listed`;
  // A function in FROM is called once for a row; spread out after SELECT, once for each column.
  await client.query(
    `INSERT INTO "${model}" SELECT r.* FROM (${documents}) AS d
     CROSS JOIN LATERAL jsonb_populate_record(NULL::"${model}",
       document || jsonb_build_object('customerId', customer_id)) AS r`,
  );
  for (const [table, member] of [
    ['Asset', 'assetDetails'],
    ['Fee', 'feeDetails'],
    ['Tax', 'taxDetails'],
  ])
    await client.query(
      `INSERT INTO "${model}${table}" SELECT r.* FROM (
         SELECT key, value, row_number() OVER (ORDER BY key, ordinality) AS id
         FROM (${documents}) AS d, jsonb_array_elements(document->'${member}') WITH ORDINALITY
       ) AS e CROSS JOIN LATERAL jsonb_populate_record(NULL::"${model}${table}",
         value || jsonb_build_object('id', id, '${key}', key)) AS r`,
    );
  await client.query('ANALYZE');
  await client.query(
    `INSERT INTO "${model}Rate" (id, "parentId", period, amount, currency, display)
     SELECT row_number() OVER (ORDER BY a.id, r.key), a.id, r.key, (r.value->>'amount')::float8,
       r.value->>'currency', r.value->>'display'
     FROM (${documents}) AS d
     CROSS JOIN LATERAL jsonb_array_elements(document->'assetDetails') AS e
     JOIN "${model}Asset" a ON a."${key}" = d.key AND a."rentedAssetId" = e->>'rentedAssetId'
     CROSS JOIN LATERAL jsonb_each(e->'rentalRate') AS r
     WHERE jsonb_typeof(r.value) = 'object'`,
  );
}
