import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EventStore } from '../../src/events/event.store.js';
import { HeldLoadService } from '../../src/import/held-load.service.js';
import { location } from '../support/items.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const locations = (count: number) => Array.from({ length: count }, (_, i) => location(`L${i}`));

const told = async (dealer: string) =>
  (await server.app.get(EventStore).after(dealer, 0, 100)).map(({ sequence, type, data }) => ({
    sequence,
    type,
    data,
  }));

it('tells of loads that are published, held and confirmed', async () => {
  const dealer = await server.addDealer({ code: 'L000' });
  const full = await server.load(dealer, { 'locations.ndjson': locations(40) });
  expect(full).toMatchObject({ state: 'published' });
  const held = await server.load(dealer, { 'locations.ndjson': locations(3) });
  expect(held).toMatchObject({ state: 'held' });
  await server.app.get(HeldLoadService).confirm(dealer, held.load, 'Pat');
  const about = { mode: 'full', resources: ['locations'] };
  expect(await told(dealer)).toEqual([
    { sequence: 1, type: 'load.published', data: { load: 1, ...about, generation: 1 } },
    { sequence: 2, type: 'load.held', data: { load: 2, ...about, reasons: held.reasons } },
    {
      sequence: 3,
      type: 'load.published',
      data: { load: 2, ...about, generation: 2, confirmedBy: 'Pat' },
    },
  ]);
});

it('says nothing of a load that failed or was only tried', async () => {
  const dealer = await server.addDealer({ code: 'L001' });
  const rows = { 'locations.ndjson': locations(3) };
  await server.load(dealer, rows, { dryRun: true });
  await server.load(dealer, { 'locations.ndjson': Buffer.from([0xff, 0xfe, 0xfd]) });
  expect(await told(dealer)).toEqual([]);
});
