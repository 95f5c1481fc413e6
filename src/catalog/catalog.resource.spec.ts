import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rate } from '../../test/support/items.js';
import { stagedRow, TestMirror } from '../../test/support/test-mirror.js';

const book = (amount: number, rateType = 'anything') => {
  const period = { amount, currency: 'USD' };
  return { properties: { rateType, daily: period, monthly: period, weekly: period } };
};

function category(categoryId: string, ...categoryGroups: object[]) {
  return { categoryId, title: `Title ${categoryId}`, categoryGroups };
}

const group = (groupId: string, groupRate?: object) => ({ title: 'Lift', groupId, groupRate });

describe('what is loaded', () => {
  it('the rate in a category is the book rate, whatever the load calls it', () => {
    const { document } = stagedRow('categories', category('A', group('G', book(10)), group('H')));
    expect(JSON.parse(document)).toMatchObject({
      categoryGroups: [{ groupRate: { properties: { rateType: 'book' } } }, { groupId: 'H' }],
    });
    expect(document.match(/rateType/g)).toHaveLength(1);
    expect(document).toContain('"daily":{"amount":10.0,"currency":"USD"}');
  });

  it('a rate of a customer is kept as it goes into the catalog, without its key', () => {
    const { key, document } = stagedRow('rates', { ...rate('1', 'G', 7), rentalRateId: 'R' });
    expect(key).toEqual(['1', 'G']);
    const period = '{"amount":7.0}';
    expect(document).toBe(
      `{"properties":{"rateType":"customer","rentalRateId":"R","daily":${period},"monthly":${period},"weekly":${period}}}`,
    );
  });
});

describe('what is served', () => {
  let mirror: TestMirror;
  let dealer: string;
  let dealers = 0;

  beforeAll(async () => {
    mirror = await TestMirror.open();
  });
  afterAll(() => mirror.close());
  beforeEach(async () => {
    dealer = await mirror.addDealer(`D${++dealers}`);
  });

  const catalog = async (customer: string | null) =>
    (await mirror.store.catalog(dealer, customer)).body;

  it('is the catalog by category id, its groups in their order, byte for byte as loaded', async () => {
    const categories = [
      category('b', group('2', book(20)), group('1', book(10))),
      category('B', group('3')),
      category('empty'),
    ];
    await mirror.publish(dealer, { categories });
    const documents = ['B', 'b', 'empty'].map((id) => {
      const given = categories.find(({ categoryId }) => categoryId === id);
      return stagedRow('categories', given ?? {}).document;
    });
    expect(await catalog(null)).toBe(`{"items":[${documents.join(',')}]}`);
  });

  it('has the customer’s rate in place of the book rate, where there is one', async () => {
    await mirror.publish(dealer, {
      categories: [category('A', group('G', book(10)), group('H', book(20)), group('I'))],
      rates: [rate('1', 'G', 7), rate('1', 'I', 8), rate('2', 'H', 9), rate('1', 'unknown')],
    });
    const amounts = async (customer: string | null) => {
      const { items } = JSON.parse(await catalog(customer)) as {
        items: { categoryGroups: { groupRate?: { properties: Record<string, unknown> } }[] }[];
      };
      const groups = items.flatMap(({ categoryGroups }) => categoryGroups);
      return groups.map(({ groupRate }) => {
        const { rateType, daily } = groupRate?.properties ?? {};
        return [rateType, (daily as { amount: number } | undefined)?.amount];
      });
    };
    const nothing = [undefined, undefined];
    expect(await amounts(null)).toEqual([['book', 10], ['book', 20], nothing]);
    expect(await amounts('1')).toEqual([
      ['customer', 7],
      ['book', 20],
      ['customer', 8],
    ]);
    expect(await amounts('2')).toEqual([['book', 10], ['customer', 9], nothing]);
    expect(await amounts('nobody')).toEqual(await amounts(null));
  });

  it('is refused until a catalog was loaded, and empty when that was', async () => {
    await mirror.publish(dealer, { rates: [] });
    await expect(catalog(null)).rejects.toMatchObject({ code: 'not-loaded' });
    await mirror.publish(dealer, { categories: [] });
    expect(await catalog('1')).toBe('{"items":[]}');
  });
});
