import { describe, expect, it } from '@jest/globals';
import { rentalOf, scaleRate, toAmount } from './money.js';

const rate = { daily: 100_00, weekly: 300_00, monthly: 850_00 };

describe('the rental of some days', () => {
  it.each([
    [1, 100_00],
    [3, 300_00],
    [6, 300_00],
    [8, 400_00],
    [21, 850_00],
    [28, 850_00],
    [29, 950_00],
    [56, 1_700_00],
  ])('%i days', (days, cents) => {
    expect(rentalOf(rate, days)).toBe(cents);
  });
});

describe('an amount', () => {
  it('is printed as a number and as text with two decimals', () => {
    expect(toAmount(123_50, 'CAD')).toEqual({ amount: 123.5, currency: 'CAD', display: '123.50' });
  });
});

describe('a scaled rate', () => {
  it('is rounded to cents, or to whole dollars', () => {
    expect(scaleRate(rate, 0.333).weekly).toBe(99_90);
    expect(scaleRate(rate, 0.333, 100).weekly).toBe(100_00);
  });
});
