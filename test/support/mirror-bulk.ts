import type { ClientBase } from 'pg';
import { mirrorTable } from '../../src/mirror/mirror-table.js';
import { publishLoad } from '../../src/mirror/publish.js';
import { createStaging, dropStaging, stagingName } from '../../src/mirror/staging.js';

interface Bulk {
  readonly dealerCode: string;
  readonly contracts: number;
  readonly customers: number;
}

const LOAD_ID = 1_000_000;

/**
 * Publishes many contracts and a jobsite for each ten, made in the database. Contract n (from 1) is
 * `K…n` of customer n modulo the number of customers.
 */
export async function publishBulk(client: ClientBase, bulk: Bulk): Promise<void> {
  const { dealerCode, contracts, customers } = bulk;
  const resources = ['jobsites', 'contracts'] as const;
  for (const resource of resources) {
    const staging = stagingName(dealerCode, LOAD_ID, resource);
    await createStaging(client, staging, mirrorTable(resource));
    const number = resource === 'contracts' ? contracts : Math.ceil(contracts / 10);
    await client.query(FILL[resource](staging), [number, customers]);
    await client.query(`ANALYZE ${staging}`);
  }
  const load = { dealerCode, loadId: LOAD_ID, mode: 'full', resources, dryRun: false } as const;
  await publishLoad(client, load);
  await dropStaging(client, dealerCode, LOAD_ID);
}

const FILL = {
  // In no order, as rows lie in a table after some loads.
  contracts: (staging: string) => `
    INSERT INTO ${staging} (operation, number, contract_id, customer_id, sort_key, jobsite_id,
      is_reservation, asset_returns, hash, document)
    SELECT 'upsert', n, id, (n % $2)::text, id, 'J' || n / 10, false, '{infinity}',
      sha256(id::bytea), '{"contractId":"' || id || '","text":"' || repeat(md5(id), 8) || '"}'
    FROM (SELECT n, 'K' || lpad(n::text, 6, '0') AS id FROM generate_series(1, $1::int) AS n) AS s
    ORDER BY md5(id)`,
  jobsites: (staging: string) => `
    INSERT INTO ${staging} (operation, number, jobsite_id, customer_id, sort_key, listed,
      asset_count, hash, document)
    SELECT 'upsert', n, 'J' || n, (n % $2)::text, 'J' || n, true, 0,
      sha256(n::text::bytea), '{"jobsiteId":"J' || n || '","assetCount":0}'
    FROM generate_series(1, $1::int) AS n`,
};
