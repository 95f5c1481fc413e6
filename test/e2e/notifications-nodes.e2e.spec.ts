import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDealer } from '../support/connect.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { EFFORT } from '../support/effort.js';
import { contract, customer } from '../support/items.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';
import { writeBundle } from '../support/test-server.js';
import { until } from '../support/until.js';

// One story, told in order. More: CRS_TEST_EFFORT=10 npm test -- test/e2e/notifications-nodes
const KILLS = 2 * EFFORT;

let nodes: ServerNodes;
let peer: CrsPeer;
let own: string;
let crs: string;

beforeAll(async () => {
  peer = await startCrsPeer();
  nodes = await startNodes({ CRS_ALLOW_PRIVATE: 'on' });
  await nodes.addDealer('A000');
  own = await nodes.server.token(['A000'], ['dealer']);
  crs = await nodes.server.token(['A000'], ['crs']);
  await connectDealer(nodes.server, 'A000', peer);
}, 60_000);
afterAll(async () => {
  await nodes.close();
  await peer.close();
});

const line = (resource: string, item: object) => `${JSON.stringify({ resource, ...item })}\n`;
const taken = () =>
  peer.taken.map(({ message }) => `${message.messageType} ${message.customerNumber}`);

it('a load of the command line is told of by the servers', async () => {
  const folder = join(nodes.folder, 'bundle');
  await mkdir(folder);
  await writeBundle(folder, {
    'customers.ndjson': [customer('1'), customer('2')],
    'contracts.ndjson': [contract('A', '1')],
  });
  expect(await nodes.cli('import', '--dealer', 'A000', folder)).toMatchObject({ status: 0 });
  await until(() => taken().length > 0);
  expect(taken()).toEqual(['contract 1']);
});

it('somebody at the command line lets CRS refresh a customer', async () => {
  const notify = (...more: string[]) => nodes.cli('notify', '--dealer', 'A000', ...more);
  const { stdout, status } = await notify('--customer', '2', '--types', 'document,invoice');
  expect(status).toBe(0);
  expect(stdout).toMatch(/│ invoice +│ out-2 +│ no +│\n[^]*│ document +│ out-3 +│ no +│/);
  await until(() => taken().length === 3);
  expect(taken().slice(1)).toEqual(['invoice 2', 'document 2']);
  expect(await notify('--customer', '3', '--types', 'contract')).toMatchObject({
    status: 1,
    stderr: 'error: Dealer A000 has no customer 3\n',
  });
  expect(await notify('--customer', '2', '--types', 'contracts')).toMatchObject({ status: 1 });
});

it('and is told when there is no connection yet', async () => {
  await nodes.addDealer('B000');
  await nodes.server.load('B000', { 'customers.ndjson': [customer('1')] });
  const about = ['--dealer', 'B000', '--customer', '1', '--types', 'contract'];
  const { stdout } = await nodes.cli('notify', ...about);
  expect(stdout).toContain('Dealer B000 is not connected to CRS: they wait for that.');
  expect(await nodes.cli.json('notify', ...about)).toMatchObject({
    connected: false,
    notifications: [{ messageType: 'contract', message: 'out-1', merged: true }],
  });
});

it(
  `no change is left untold when the server that published it is killed at once, ${KILLS} times`,
  async () => {
    const seen = new Map<string, string | undefined>();
    peer.behave(async ({ message }) => {
      const number = message.customerNumber ?? '';
      const answer = await nodes.get(0, `/api/v1/contract?customer=${number}`, crs);
      const { items } = (await answer.json()) as { items: { poNumber?: string }[] };
      seen.set(number, items[0]?.poNumber);
      return 'accept' as const;
    });
    for (let kill = 1; kill <= KILLS; kill++) {
      const poNumber = `PO-${kill}`;
      const change = [
        contract('A', '1', { poNumber }),
        contract(`X${kill}`, `9${kill}`, { poNumber }),
      ];
      const lines = change.map((item) => line('contracts', item));
      expect((await nodes.push(1, own, lines, '?mode=delta')).status).toBe(200);
      await nodes.nodes[1]?.process.end('SIGKILL');
      // A message that it was at is sent again, a quarter of a minute later.
      await nodes.server.database.pool.query('UPDATE crs_connection SET lease_until = now()');
      await nodes.restart(1);
      await until(() => seen.get('1') === poNumber && seen.get(`9${kill}`) === poNumber);
    }
  },
  60_000 * EFFORT,
);
