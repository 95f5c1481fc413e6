import { expect, it } from '@jest/globals';
import { ReturnDateClock } from '../../src/mirror/return-date.clock.js';
import { bundleOf, interfaceServer, type InterfaceDealer } from '../support/interface-dealer.js';
import { asset, contract, jobsite } from '../support/interface-factories.js';
import { until } from '../support/until.js';

const server = interfaceServer({ INCREMENTAL_OVERLAP_SECONDS: '0' });

const OUT = asset();
const RETURNED = asset({ assetReturnedDate: '2020-01-01T12:00:00Z' });
const DUE = asset({ assetReturnedDate: '2099-01-01T12:00:00Z' });

async function listed(dealer: InterfaceDealer): Promise<unknown[]> {
  const items = await dealer.items('contract', 'customer=C1');
  return items.map(({ contractId }) => contractId);
}

it('lists contracts with an asset that is out or due back in the future, and reservations', async () => {
  const dealer = await server.dealer();
  await dealer.load(
    bundleOf({
      contracts: [
        contract('all out', { assetDetails: [OUT, OUT] }),
        contract('all returned', { assetDetails: [RETURNED, RETURNED] }),
        contract('due', { assetDetails: [DUE] }),
        contract('mixed', { assetDetails: [RETURNED, DUE] }),
        contract('no assets', { assetDetails: [] }),
        contract('one out', { assetDetails: [RETURNED, OUT] }),
        contract('reserved', { assetDetails: [], isReservation: true }),
        contract('reserved, returned', { assetDetails: [RETURNED], isReservation: true }),
        contract('not reserved', { assetDetails: [RETURNED], isReservation: false }),
        contract('ended on paper', { contractEndDate: '2020-01-01' }),
        contract('still to start', { contractStartDate: '2099-01-01' }),
      ],
    }),
  );
  expect(await listed(dealer)).toEqual([
    'all out',
    'due',
    'ended on paper',
    'mixed',
    'one out',
    'reserved',
    'reserved, returned',
    'still to start',
  ]);
});

it('lists what the load calls active, hides what it calls inactive, and never prints active', async () => {
  const dealer = await server.dealer();
  await dealer.load(
    bundleOf({
      contracts: [
        contract('1', { assetDetails: [RETURNED], active: true }),
        contract('2', { assetDetails: [OUT], active: false }),
        contract('3', { isReservation: true, active: false }),
        contract('4', { assetDetails: [], active: true }),
        contract('5', { active: null }),
      ],
    }),
  );
  expect(await listed(dealer)).toEqual(['1', '4', '5']);
  expect((await dealer.get('contract?customer=C1')).text).not.toContain('active');
});

it('changes the list with later loads', async () => {
  const dealer = await server.dealer();
  const delta = (...contracts: object[]) => dealer.load(bundleOf({ contracts }), 'delta');
  await dealer.load(bundleOf({ contracts: [contract('1'), contract('2')] }));
  await delta(contract('1', { assetDetails: [RETURNED] }));
  expect(await listed(dealer)).toEqual(['2']);
  await delta(contract('1', { assetDetails: [RETURNED, OUT] }), contract('2', { active: false }));
  expect(await listed(dealer)).toEqual(['1']);
});

it('keeps returned assets in the contract that it lists', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ contracts: [contract('1', { assetDetails: [RETURNED, OUT] })] }));
  const [item] = await dealer.items('contract', 'customer=C1');
  expect(item?.['assetDetails']).toMatchObject([{ assetReturnedDate: '2020-01-01T12:00:00Z' }, {}]);
});

/** A dealer with assets that are due back within seconds, loaded before they are. */
async function dealerWithReturns(
  aheadMs = 1500,
): Promise<{ dealer: InterfaceDealer; due: number }> {
  const dealer = await server.dealer();
  const due = Date.now() + aheadMs;
  const ending = asset({ assetReturnedDate: new Date(due).toISOString() });
  await dealer.load(
    bundleOf({
      contracts: [
        contract('ends', { assetDetails: [ending, ending] }),
        contract('goes on', { assetDetails: [ending, OUT] }),
        contract('of another', { customerId: 'C2', jobsiteId: 'J2' }),
      ],
      jobsites: [jobsite('J1'), jobsite('J2', { customerId: 'C2' })],
    }),
  );
  // A busy machine may need longer to load.
  return Date.now() < due ? { dealer, due } : dealerWithReturns(aheadMs * 3);
}

it('drops a contract when its return date passes, counts anew, and tells it in incremental', async () => {
  const { dealer, due } = await dealerWithReturns();
  const count = async () => (await dealer.items('jobsite', 'customer=C1'))[0]?.['assetCount'];
  expect(await listed(dealer)).toEqual(['ends', 'goes on']);
  expect(JSON.stringify(await count())).toBe('4');
  const since = new Date(due).toISOString();
  const changes = async () => (await dealer.get(`incremental?since=${since}`)).body.items;
  expect(await changes()).toEqual([]);
  const clock = server.server().app.get(ReturnDateClock);
  await until(async () => {
    await clock.pass();
    return (await listed(dealer)).length === 1;
  });
  expect(Date.now()).toBeGreaterThanOrEqual(due);
  expect(await listed(dealer)).toEqual(['goes on']);
  expect(JSON.stringify(await count())).toBe('1');
  expect(await changes()).toEqual([{ customerId: 'C1', types: ['contract'] }]);
});

it('publishes nothing when no return date has passed', async () => {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ contracts: [contract('1', { assetDetails: [DUE] })] }));
  const clock = server.server().app.get(ReturnDateClock);
  await clock.pass();
  const again = await dealer.load(
    bundleOf({ contracts: [contract('1', { assetDetails: [DUE] })] }),
  );
  expect(again.generation).toBe(1);
});
