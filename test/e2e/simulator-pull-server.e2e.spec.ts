import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ClientService } from '../../src/auth/client.service.js';
import { generateBundle } from '../../src/demo/generate-bundle.js';
import { RESOURCES } from '../../src/interface/resource.js';
import { dailyPull } from '../../src/simulator/pull/daily-pull.js';
import { incrementalPull } from '../../src/simulator/pull/incremental-pull.js';
import { found, simulated, type Looked } from '../support/simulated.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let system: Looked;
beforeAll(async () => {
  server = await startTestServer();
  const dealer = await server.addDealer();
  await server.load(dealer, await demoBundle());
  const client = await server.app
    .get(ClientService)
    .create({ name: 'CRS', dealers: [dealer], scopes: ['crs'] });
  const address = await server.app.getUrl();
  system = {
    url: `${address}/api/v1`,
    tokenUrl: `${address}/oauth/token`,
    clientId: client.clientId,
    clientSecret: client.clientSecret ?? '',
    dealer,
  };
});
afterAll(() => server.close());

/** What the demo dealer has, smaller. */
async function demoBundle(): Promise<Record<string, Buffer>> {
  const out = await temporaryFolder();
  try {
    const size = { customers: 12, contracts: 120, invoices: 400 };
    await generateBundle({ out, seed: 7, asOf: new Date(), ...size });
    const files = RESOURCES.map(async (name) => {
      const file = `${name}.ndjson`;
      return [file, await readFile(join(out, file))] as const;
    });
    return Object.fromEntries(await Promise.all(files));
  } finally {
    await rm(out, { recursive: true });
  }
}

it('finds nothing wrong with our own server in a daily pull', async () => {
  // Nothing answers where the demo's PDFs are said to be.
  const pull = { customers: 'told', items: 20, twice: true, documents: 0 } as const;
  const result = await simulated(system, (run, target) => dailyPull(run, target, pull));
  expect(found(result)).toEqual([]);
  expect(result.counts).toMatchObject({ customers: 12, invoices: 400 });
});

it('finds nothing wrong with the page size that the server chooses, and several connections', async () => {
  const pull = { customers: 'told', connections: 3, documents: 0 } as const;
  const result = await simulated(system, (run, target) => dailyPull(run, target, pull));
  expect(found(result)).toEqual([]);
});

it('finds nothing wrong with what our own server tells of changes', async () => {
  const later = new Date(Date.now() - 60_000).toISOString();
  const since = { since: '0000-00-00T00:00:00Z', later, documents: 0 };
  const result = await simulated(system, (run, target) => incrementalPull(run, target, since));
  expect(found(result)).toEqual([]);
  expect(result.counts).toMatchObject({ 'customers told': 12 });
});
