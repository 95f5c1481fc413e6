import { describe, expect, it } from '@jest/globals';
import { categoryLines } from './categories.js';

describe('the catalog', () => {
  const categories = categoryLines();
  const groups = categories.flatMap((category) => category.categoryGroups);

  it('has at least twelve categories of four to ten groups', () => {
    expect(categories.length).toBeGreaterThanOrEqual(12);
    for (const { categoryGroups } of categories) {
      expect(categoryGroups.length).toBeGreaterThanOrEqual(4);
      expect(categoryGroups.length).toBeLessThanOrEqual(10);
    }
  });

  it('has groups with a whole book rate, and a few without any', () => {
    const rates = groups.map((group) => group.groupRate?.properties);
    expect(rates.filter((rate) => rate === undefined).length).toBeGreaterThan(2);
    expect(rates.filter((rate) => rate === undefined).length).toBeLessThan(groups.length / 5);
    expect(rates[0]).toEqual({
      rateType: 'book',
      rentalRateId: 'B5001',
      daily: { amount: 310, currency: 'USD', display: '310.00' },
      weekly: { amount: 930, currency: 'USD', display: '930.00' },
      monthly: { amount: 2635, currency: 'USD', display: '2635.00' },
    });
  });
});
