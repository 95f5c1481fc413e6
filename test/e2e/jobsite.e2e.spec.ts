import { expect, it } from '@jest/globals';
import { bundleOf, interfaceServer } from '../support/interface-dealer.js';
import { asset, contract, jobsite } from '../support/interface-factories.js';
import { fieldChecks } from '../support/interface-field-checks.js';

const server = interfaceServer();
const checks = fieldChecks(server, 'jobsite');

it('prints every field of the table as it was given, in the order of the table', () =>
  checks.printsEveryField());

it('prints an item with its required fields alone, and the defaults', () =>
  checks.printsRequiredFieldsAlone());

it('takes every text exactly at its limit, counted in characters', () =>
  checks.takesTextAtItsLimit());

it('cuts descriptive text one character over its limit, with a warning', () =>
  checks.cutsDescriptiveText());

it('rejects an identifier one character over its limit, naming the field', () =>
  checks.rejectsLongIdentifiers());

it('rejects a row without a required field, naming it; null and blank are no value', () =>
  checks.rejectsWithoutRequired());

it('leaves out an optional field without a value, or writes its default', () =>
  checks.leavesOutOptional());

it('rejects a value of another type, naming the field', () => checks.rejectsWrongTypes());

it('rejects NUL and half surrogate pairs in every text', () => checks.rejectsUnstorableText());

const RETURNED = asset({ assetReturnedDate: '2020-01-01' });
const DUE = asset({ assetReturnedDate: '2099-01-01' });

/** A dealer with these contracts at jobsite J1, and with this jobsite. */
async function dealerWith(contracts: readonly object[], about = {}) {
  const dealer = await server.dealer();
  await dealer.load(bundleOf({ contracts, jobsites: [jobsite('J1', about), jobsite('J2')] }));
  const counts = async () =>
    (await dealer.items('jobsite', 'customer=C1')).map(({ jobsiteId, assetCount }) => [
      jobsiteId,
      JSON.stringify(assetCount),
    ]);
  return { ...dealer, counts };
}

it('lists active jobsites only: all but those that the load calls inactive', async () => {
  const dealer = await server.dealer();
  const jobsites = [jobsite('1'), jobsite('2', { active: false }), jobsite('3', { active: true })];
  await dealer.load(bundleOf({ jobsites }));
  const items = await dealer.items('jobsite', 'customer=C1');
  expect(items.map(({ jobsiteId }) => jobsiteId)).toEqual(['1', '3']);
  expect(items[1]).not.toHaveProperty('active');
});

it('counts the assets not yet returned on active contracts where the load tells no count', async () => {
  const dealer = await dealerWith([
    contract('1', { assetDetails: [asset(), DUE, RETURNED] }),
    contract('2', { assetDetails: [asset()], customerId: 'C2' }),
    contract('returned', { assetDetails: [RETURNED] }),
    contract('reserved', { assetDetails: [RETURNED, asset()], isReservation: true }),
    contract('ended', { assetDetails: [asset()], active: false }),
    contract('kept', { assetDetails: [RETURNED], active: true }),
    contract('elsewhere', { assetDetails: [asset()], jobsiteId: 'J3' }),
  ]);
  expect(await dealer.counts()).toEqual([
    ['J1', '4'],
    ['J2', '0'],
  ]);
});

it('prints the count that the load gives, whatever the contracts say', async () => {
  const dealer = await dealerWith([contract('1')], { assetCount: 12 });
  expect(await dealer.counts()).toContainEqual(['J1', '12']);
  await dealer.load(bundleOf({ contracts: [contract('2')] }), 'delta');
  expect(await dealer.counts()).toContainEqual(['J1', '12']);
});

it('changes the count with later loads of contracts, and of the jobsite itself', async () => {
  const dealer = await dealerWith([contract('1')]);
  const count = async () => (await dealer.counts())[0]?.[1];
  const delta = (rows: Record<string, object[]>) => dealer.load(bundleOf(rows), 'delta');
  await delta({ contracts: [contract('2', { assetDetails: [asset(), asset()] })] });
  expect(await count()).toBe('3');
  await delta({ contracts: [contract('2', { assetDetails: [asset(), RETURNED] })] });
  expect(await count()).toBe('2');
  await delta({ contracts: [contract('2', { jobsiteId: 'J2' })] });
  expect(await dealer.counts()).toEqual([
    ['J1', '1'],
    ['J2', '1'],
  ]);
  await delta({ contracts: [{ contractId: '1', deleted: true }] });
  expect(await count()).toBe('0');
  await delta({ jobsites: [jobsite('J1', { assetCount: 5 })] });
  expect(await count()).toBe('5');
  await delta({ jobsites: [jobsite('J1')], contracts: [contract('1')] });
  expect(await count()).toBe('1');
});

it('takes a count in a name for a name', async () => {
  const dealer = await dealerWith([contract('1')], { name: '"assetCount":7,' });
  const { text } = await dealer.get('jobsite?customer=C1&items=1');
  expect(text).toContain('{"jobsiteId":"J1","assetCount":1,"name":"\\"assetCount\\":7,"');
});
