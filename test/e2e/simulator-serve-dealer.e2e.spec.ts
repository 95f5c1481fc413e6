import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { REQUEST_COURSE } from '../../src/simulator/rules/requests.rules.js';
import { faultOf } from '../../src/simulator/serve/fault-settings.js';
import { runStory } from '../../src/simulator/traffic/stories/run-story.js';
import { sendMessage } from '../../src/simulator/traffic/send-message.js';
import { startSimulatorWorld, type SimulatorWorld } from '../support/simulator-world.js';
import { opened, update } from '../support/stranger-dealer.js';
import { until } from '../support/until.js';

let world: SimulatorWorld;
beforeAll(async () => {
  world = await startSimulatorWorld();
});
afterAll(() => world.close());
afterEach(() => world.crs.faults.clear());

const found = () => world.run.findings.list().map(({ rule }) => rule.id);

const CONTRACT = { contractId: 'C001', contractNumber: 'C001' };
const ASSET = { rentedAssetId: '1', equipmentAssetId: '1', serialNumber: '1' };
const USER = { createdBy: 'rentalCoordinator', userName: 'Jennifer Rents' };

let ids = 4000;

/** A request of CRS's that the dealer has. */
async function begun(): Promise<string> {
  const crsId = String(++ids);
  const message = opened(crsId);
  world.side.sent(message);
  await sendMessage(world.run, world.target, message, 'request');
  await until(async () => (await world.request(crsId)).status === 'submitted');
  return crsId;
}

it.each([
  { kind: 'status', status: 503 },
  { kind: 'status', status: 403 },
  { kind: 'reset' },
  { kind: 'reset', taken: true },
  { kind: 'cut' },
  { kind: 'html' },
  { kind: 'stale-token' },
  { kind: 'delay', milliseconds: 50 },
])('our server gets its message through %j, once and in order', async (fault) => {
  const crsId = await begun();
  const before = world.side.arrivals.end;
  world.crs.faults.add(faultOf(fault));
  await world.answer(crsId, { status: 'received' });
  await world.answer(crsId, { status: 'closed' });
  await until(() => world.side.requests.get(crsId)?.state.status === 'closed');
  expect(world.crs.faults.list()).toEqual([]);
  expect(world.side.arrivals.end - before).toBe(2);
  expect(found()).toEqual([]);
});

it('our server gets its message through a token endpoint that is down', async () => {
  const crsId = await begun();
  world.crs.revokeTokens();
  world.crs.faults.add(faultOf({ kind: 'token-down' }));
  await world.answer(crsId, { status: 'received' });
  await until(() => world.side.requests.get(crsId)?.state.status === 'received');
  expect(found()).toEqual([]);
});

const OPENED: readonly (readonly [type: string, details: object])[] = [
  ['purchase_order', { contract: CONTRACT, properties: { poNumber: 'PO1' } }],
  ['jobsite', { properties: { name: 'New site' } }],
  ['transfer', { assets: [ASSET], properties: { jobsiteId: 'J1' } }],
  ['extend', { assets: [ASSET], requestedDate: '2027-01-01T00:00:00Z' }],
  ['calloff', { assets: [ASSET], requestedDate: '2027-01-01T00:00:00Z' }],
  ['service', { assets: [ASSET], properties: { isWorking: false } }],
  ['quote', { text: 'A digger', properties: { 'jobsite-city': 'Mason' } }],
];

it.each(OPENED)('what our server opens by itself is right: %s', async (requestType, details) => {
  const before = world.side.requests.all.length;
  const body = { ...USER, requestType, customerNumber: '001234', ...details };
  const { status, text } = await world.dealer.send('/dealer/v1/requests', body);
  expect([status, text]).toEqual([201, expect.anything()]);
  const request = await until(() => world.side.requests.all[before]);
  expect(request).toMatchObject({ type: requestType, customerNumber: '001234' });
  expect(found()).toEqual([]);
});

it('what our server tells of changes and writes of machines is right', async () => {
  const before = world.side.arrivals.end;
  const messageTypes = ['contract', 'invoice', 'catalog', 'document'];
  const told = { customerNumber: '001234', messageTypes };
  expect((await world.dealer.send('/dealer/v1/notifications', told)).status).toBe(202);
  const chain = {
    customerNumber: '001234',
    contractId: 'C001',
    rentedAssetId: '1',
    messageText: 'Is it still there?',
    ...USER,
  };
  expect((await world.dealer.send('/dealer/v1/chains', chain)).status).toBeLessThan(300);
  await until(() => world.side.arrivals.end === before + 5);
  expect(world.side.chains.all).toHaveLength(1);
  expect(found()).toEqual([]);
});

it('a wrong update is answered with 402, and our server takes CRS’s view', async () => {
  const crsId = await begun();
  const { requestId } = await world.request(crsId);
  // CRS has it from the customer, and the dealer does not know yet.
  const cancel = opened(crsId);
  world.side.sent({ ...cancel, payload: update(requestId, crsId, 'canceled') });
  await world.answer(crsId, { status: 'received' });
  await until(async () => (await world.request(crsId)).status === 'canceled');
  await world.crs.quiet();
  expect(found()).toEqual([REQUEST_COURSE.canceled.id]);
  await world.answer(crsId, { status: 'closed' });
  await until(() => world.side.requests.get(crsId)?.state.status === 'closed');
  expect(found()).toEqual([REQUEST_COURSE.canceled.id]);
});

it('an update of a request that CRS does not know is answered with 404, and flagged by our server', async () => {
  const message = opened(String(++ids));
  const crsId = String(message.payload && ids);
  // Not noted by CRS's side: another system of CRS sent it.
  await sendMessage(world.run, world.target, message, 'request');
  await world.answer(crsId, { status: 'received' });
  const flagged = await until(async () => {
    const request = await world.request(crsId);
    return request.flag !== null && request;
  });
  expect(flagged.flag).toBe('404 Request Not Found');
  expect(found()).toContain(REQUEST_COURSE.known.id);
});

it('a story whose answer is wrong fails, and says by which rule', async () => {
  let answered: Promise<void> | undefined;
  const result = await runStory('jobsite-new', {
    ...world,
    waitMs: 10_000,
    onStep: (_story, { title }) => {
      if (!title.startsWith('CRS sends')) return;
      const crsId = world.side.requests.all.at(-1)?.crsId ?? '';
      // The dealer's word is on its way when the customer cancels at CRS.
      answered = world.answer(crsId, { status: 'received' });
      world.side.sent({
        ...opened(crsId),
        payload: {
          request: { localId: crsId, requestType: 'jobsite', status: 'canceled' },
          requestUpdate: { status: 'canceled', createdBy: 'john@example.com' },
        },
      });
    },
  });
  await answered;
  expect(result.verdict).toBe('failed');
  const failed = result.steps.filter(({ verdict }) => verdict === 'failed');
  expect(failed.map(({ reasons }) => reasons).join(' ')).toContain('REQUEST-CANCELED');
});
