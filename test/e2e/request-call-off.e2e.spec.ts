import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { asset, contract } from '../support/items.js';
import { RequestWorld, sample, type Sample } from '../support/request-world.js';

let world: RequestWorld;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  Logger.overrideLogger(false);
  world = await RequestWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  dealer = await world.mirror.addDealer(`D${++dealers}`);
});

/** A contract of the sample's customer with one of the assets that the sample calls off. */
const rented = (id: string, rentedAssetId: string, about: object = {}, returned?: string) =>
  contract(id, '001234', { ...about, assetDetails: [{ ...asset(returned), rentedAssetId }] });
const other = contract('OTHER', '9');

function callOff(localId = '1234567', ...assets: string[]): Sample {
  const given = sample('calloff-01-from-crs-submitted');
  Object.assign(given.payload.request, { localId });
  const wanted = assets.map((rentedAssetId) => ({ rentedAssetId }));
  if (wanted.length > 0) given.payload.request['assets'] = wanted;
  return given;
}

const publish = (...contracts: object[]) => world.mirror.publish(dealer, { contracts });
const open = (given = callOff()) => world.fromCrs(dealer, given);
const pass = () => world.clock().pass();
const status = async (id = 'R1') => (await world.get(dealer, id)).status;

const PAST = '2020-01-01T00:00:00Z';
const FUTURE = '2999-01-01T00:00:00Z';

describe('a call-off closes by itself', () => {
  beforeEach(async () => {
    await publish(rented('C1', '34567'), rented('C2', '34568'), other);
    await open();
    await pass();
    expect(await status()).toBe('submitted');
  });

  it('when the contracts of its assets are gone', async () => {
    await publish(other);
    await pass();
    const [sent, ...more] = await world.sent(dealer);
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ queueKey: 'request/R1', customerNumber: '001234' });
    expect(sent?.payload).toEqual({
      request: { localId: 'R1', remoteId: '1234567', requestType: 'calloff', status: 'closed' },
      requestUpdate: {
        status: 'closed',
        createdDate: expect.any(String),
        createdBy: 'local:crs-dealer-api',
        title: null,
        text: null,
        properties: { userName: 'crs-dealer-api' },
      },
    });
    expect(await world.get(dealer, 'R1')).toMatchObject({ status: 'closed', ended: true });
    expect(await world.events(dealer)).toEqual([
      'request.opened submitted',
      'request.closed closed',
    ]);
  });

  it.each<[string, object[]]>([
    [
      'when its assets have come back',
      [rented('C1', '34567', {}, PAST), rented('C2', '34568', {}, PAST)],
    ],
    [
      'when the load says that the contract is over',
      [rented('C1', '34567', { active: false }), rented('C2', '34568', {}, PAST)],
    ],
  ])('%s', async (_when, contracts) => {
    await publish(...contracts, other);
    await pass();
    expect(await status()).toBe('closed');
  });

  it('when one asset comes back after the other', async () => {
    await publish(rented('C2', '34568'), other);
    await pass();
    expect(await status()).toBe('submitted');
    await publish(other);
    await pass();
    expect(await status()).toBe('closed');
  });

  it('also when it is scheduled', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'scheduled' });
    await publish(other);
    await pass();
    expect(await status()).toBe('closed');
  });
});

describe('a call-off stays open', () => {
  it.each<[string, object[]]>([
    ['while one of its assets is out', [rented('C1', '34567', {}, PAST), rented('C2', '34568')]],
    ['while one of its assets is due back', [rented('C1', '34567', {}, FUTURE)]],
    ['while its assets are on another contract', [rented('C9', '34567')]],
  ])('%s', async (_while, contracts) => {
    await publish(rented('C1', '34567'), rented('C2', '34568'), other);
    await open();
    await publish(...contracts, other);
    await pass();
    expect(await status()).toBe('submitted');
    expect(await world.sent(dealer)).toEqual([]);
  });

  it('when its assets were never seen', async () => {
    await publish(other);
    await open();
    await pass();
    await publish(other, contract('C5', '9'));
    await pass();
    expect(await status()).toBe('submitted');
  });

  it('when it names no assets', async () => {
    await publish(rented('C1', '34567'));
    const given = callOff();
    Object.assign(given.payload.request, { assets: [], contract: { contractId: 'C1' } });
    await open(given);
    await publish(other);
    await pass();
    expect(await status()).toBe('submitted');
  });

  it('when the customer canceled it: the dealer confirms that', async () => {
    await publish(rented('C1', '34567'), other);
    await open();
    const cancel = sample('calloff-06-from-crs-canceled');
    delete cancel.payload.request['remoteId'];
    await open(cancel);
    await publish(other);
    await pass();
    expect(await status()).toBe('canceled');
  });

  it('when it is another kind of request', async () => {
    await publish(rented('C1', '34567'), other);
    await open(sample('extend-01-from-crs-submitted'));
    await publish(other);
    await pass();
    expect(await status()).toBe('submitted');
  });
});

it('assets that were loaded after it was opened count as seen', async () => {
  await publish(other);
  await open();
  await publish(rented('C1', '34567'), rented('C2', '34568'), other);
  await publish(other);
  await pass();
  expect(await status()).toBe('closed');
});

it('one whose assets have come back already is closed with the next look', async () => {
  await publish(rented('C1', '34567', {}, PAST), rented('C2', '34568', {}, PAST));
  await pass();
  await open();
  await pass();
  expect(await status()).toBe('closed');
});

it('several servers at once close each call-off once, and none fails', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
  await publish(rented('C1', '34567'), other);
  for (const id of ids) await open(callOff(id, '34567'));
  await publish(other);
  const counts = await Promise.all(['a', 'b', 'c', 'd'].map(() => world.closeReturned(dealer)));
  expect(counts.reduce((sum, count) => sum + count)).toBe(ids.length);
  const sent = await world.sent(dealer);
  expect(sent).toHaveLength(ids.length);
  expect(new Set(sent.map(({ requestId }) => requestId))).toEqual(
    new Set(ids.map((id) => `R${id}`)),
  );
  const closed = (await world.events(dealer)).filter((event) => event.startsWith('request.closed'));
  expect(closed).toHaveLength(ids.length);
  for (const id of ids) expect((await world.get(dealer, `R${id}`)).updates).toHaveLength(1);
});

it('a clock and the dealer who close a call-off at once close it once', async () => {
  await publish(rented('C1', '34567'), other);
  await open(callOff('1', '34567'));
  await publish(other);
  const byHand = world
    .fromDealer(dealer, 'R1', { status: 'closed' })
    .catch((error: unknown) => error);
  await Promise.all([pass(), byHand]);
  expect(await world.sent(dealer)).toHaveLength(1);
  expect(await status()).toBe('closed');
});

describe('a dealer’s call-offs are looked at', () => {
  const found = async () =>
    (await world.callOffs.movedDealers()).find((one) => one.dealerCode === dealer);
  const moved = async () => (await world.callOffs.movedDealers()).map((one) => one.dealerCode);

  it('once for each generation', async () => {
    await publish(other);
    expect(await moved()).toContain(dealer);
    await pass();
    expect(await moved()).not.toContain(dealer);
    await publish(other, contract('C5', '9'));
    expect(await moved()).toContain(dealer);
  });

  it('again when one is opened while they are looked at', async () => {
    await publish(rented('C1', '34567', {}, PAST));
    const look = await found();
    if (!look) throw new Error('There is nothing to look at');
    await open(callOff('1', '34567'));
    await world.callOffs.looked(look);
    expect(await moved()).toContain(dealer);
    const again = await found();
    await open(callOff('2', '34567'));
    if (again) await world.callOffs.looked(again);
    expect(await moved()).toContain(dealer);
    await pass();
    expect([await status('R1'), await status('R2')]).toEqual(['closed', 'closed']);
    expect(await moved()).not.toContain(dealer);
  });
});
