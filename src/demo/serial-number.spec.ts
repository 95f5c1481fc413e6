import { describe, expect, it } from '@jest/globals';
import { GROUPS } from './catalog.js';
import { serialNumberOf } from './serial-number.js';

describe('serial numbers', () => {
  it('look like those on a plate', () => {
    expect(serialNumberOf(3, 17)).toMatch(/^[A-HJ-NP-Z]{3}\d{5}$/);
  });

  it('are not given twice, also when the digits of a prefix are used up', () => {
    const units = [0, 1, 99_990, 99_991, 99_992, 250_000, 1_000_000];
    const numbers = GROUPS.flatMap(({ index }) => units.map((unit) => serialNumberOf(index, unit)));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
