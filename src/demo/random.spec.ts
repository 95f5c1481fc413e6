import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';

function series(random: Random, length = 8): number[] {
  return Array.from({ length }, () => random.fraction());
}

describe('the random series of an item', () => {
  it('is the same each time', () => {
    expect(series(new Random(1, 'invoice', 9, 2))).toEqual(series(new Random(1, 'invoice', 9, 2)));
  });

  it('differs by seed, stream, index and part', () => {
    const all = [
      new Random(1, 'invoice', 9, 2),
      new Random(2, 'invoice', 9, 2),
      new Random(1, 'jobsite', 9, 2),
      new Random(1, 'invoice', 10, 2),
      new Random(1, 'invoice', 9, 3),
    ].flatMap((random) => series(random));
    expect(new Set(all).size).toBe(all.length);
  });

  it('is even, also for the first draws of neighbours', () => {
    const first = Array.from({ length: 4_000 }, (_, i) => new Random(1, 'jobsite', i).int(0, 9));
    for (let value = 0; value < 10; value += 1) {
      const share = first.filter((each) => each === value).length / first.length;
      expect(share).toBeGreaterThan(0.08);
      expect(share).toBeLessThan(0.12);
    }
  });

  it('picks by weight', () => {
    const random = new Random(1, 'customer', 0);
    const weights = [['often', 9] as const, ['seldom', 1] as const, ['never', 0] as const];
    const picked = Array.from({ length: 2_000 }, () => random.weighted(weights));
    expect(picked).not.toContain('never');
    const seldom = picked.filter((each) => each === 'seldom').length;
    expect(seldom).toBeGreaterThan(140);
    expect(seldom).toBeLessThan(260);
  });

  it('cannot pick from nothing', () => {
    expect(() => new Random(1, 'customer', 0).pick([])).toThrow(RangeError);
  });
});
