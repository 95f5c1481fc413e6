import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { publishBulk } from '../../test/support/mirror-bulk.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { ANCHOR_DISTANCE } from './customer-lists.js';
import { mirrorTable } from './mirror-table.js';
import { pageStatement, replicaPageStatement } from './page.sql.js';

const CONTRACTS = 20_000;
const ITEMS = 50;

let mirror: TestMirror;
let session: Client;

beforeAll(async () => {
  mirror = await TestMirror.open();
  session = await mirror.database.session();
  await mirror.addDealer('BIG');
  await mirror.addDealer('OTHER');
  await publishBulk(session, { dealerCode: 'OTHER', contracts: 5000, customers: 1 });
  await publishBulk(session, { dealerCode: 'BIG', contracts: CONTRACTS, customers: 1 });
  const statement = pageStatement(mirrorTable('contracts'));
  await session.query(`PREPARE page (text, text[], bigint, bigint, text, text) AS ${statement}`);
  const onReplica = replicaPageStatement(mirrorTable('contracts'));
  await session.query(
    `PREPARE replica_page (text, text[], bigint, bigint, bigint, timestamptz) AS ${onReplica}`,
  );
}, 60_000);
afterAll(async () => {
  await session.end();
  await mirror.close();
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

async function plan(statement: string, page: number): Promise<PlanNode[]> {
  const [{ published } = {}] = await mirror.query<{ published: string }>(
    `SELECT published_at::text AS published FROM dealer_generation WHERE dealer_code = 'BIG'`,
  );
  const last = { page: `'crs', 'pull'`, replica_page: `1, '${published}'` }[statement];
  const { rows } = await session.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON)
     EXECUTE ${statement} ('BIG', '{0,1,2}', ${page}, ${ITEMS}, ${last})`,
  );
  const root = rows[0]?.['QUERY PLAN'][0].Plan;
  return root ? nodesOf(root) : [];
}

function rowsRead(node: PlanNode): number {
  const each = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return each * node['Actual Loops'];
}

describe.each(['force_custom_plan', 'force_generic_plan'])('planned with %s', (mode) => {
  beforeAll(async () => {
    await session.query(`SET plan_cache_mode = ${mode}`);
  });

  it.each([
    ['first', 0, 'page'],
    ['middle', CONTRACTS / ITEMS / 2 + 1, 'page'],
    ['last', CONTRACTS / ITEMS - 1, 'page'],
    ['middle', CONTRACTS / ITEMS / 2 + 1, 'replica_page'],
  ])(
    'the %s page reads about one page of rows, in the order of the list index',
    async (_, page, statement) => {
      const nodes = await plan(statement, page);
      const types = nodes.map((node) => node['Node Type']);
      expect(types).not.toContain('Seq Scan');
      expect(types).not.toContain('Bitmap Heap Scan');
      const scans = nodes.filter((node) => node['Relation Name'] === 'contract');
      expect(scans).toMatchObject([
        { 'Node Type': 'Index Scan', 'Index Name': 'contract_list_idx' },
      ]);
      const read = scans.map(rowsRead).reduce((sum, rows) => sum + rows, 0);
      expect(read).toBeGreaterThanOrEqual(ITEMS);
      expect(read).toBeLessThan(ITEMS + ANCHOR_DISTANCE);
      // No other step handles more than that: nothing is read and then thrown away.
      expect(Math.max(...nodes.map(rowsRead))).toBeLessThan(ITEMS + ANCHOR_DISTANCE);
    },
  );
});

it('the pages together are the list', async () => {
  const ids: string[] = [];
  for (let page = 0; page < CONTRACTS / 1000; page++) {
    const request = { dealerCode: 'BIG', clientId: 'crs', customers: ['0'], page, items: 1000 };
    const { body } = await mirror.store.page('contracts', request);
    const { items } = JSON.parse(body) as { items: { contractId: string }[] };
    ids.push(...items.map(({ contractId }) => contractId));
  }
  expect(ids).toHaveLength(CONTRACTS);
  expect(ids).toEqual([...new Set(ids)].toSorted());
});
