import { describe, expect, it } from '@jest/globals';
import { reasonsToHold } from './guard.js';

const LIMITS = { maxRejectPercent: 5, maxRemovalPercent: 20, maxRemovalRows: 10 };
const NONE = { upserts: 0, deletions: 0, repeated: 0, warnings: 0, keyless: 0 };

interface Load {
  read?: number;
  rejected?: number;
  keyless?: number;
  removed?: number;
  before?: number;
}

function held(
  { read = 100, rejected = 0, keyless = 0, removed = 0, before = 0 }: Load,
  limits = {},
) {
  return reasonsToHold(
    { ...LIMITS, ...limits },
    new Map([['contracts', { ...NONE, read, rejected, keyless }]]),
    new Map([['contracts', { added: 0, changed: 0, removed }]]),
    new Map([['contracts', before]]),
  );
}

describe('rejects', () => {
  it.each([
    [0, 0, false],
    [100, 5, false],
    [100, 6, true],
    [20, 1, false],
    [19, 1, true],
    [1, 1, true],
  ])('of %i rows %i: held %p', (read, rejected, expected) => {
    expect(held({ read, rejected })).toHaveLength(expected ? 1 : 0);
  });

  it('are told in numbers, and what becomes of items without a key', () => {
    expect(held({ read: 50, rejected: 10 })).toEqual([
      'contracts: 10 of 50 rows are rejected, 20 % (allowed are 5 %).',
    ]);
    expect(held({ read: 50, rejected: 10, keyless: 3 })).toEqual([
      'contracts: 10 of 50 rows are rejected, 20 % (allowed are 5 %). ' +
        '3 of them have no readable key: their items would be removed.',
    ]);
    expect(held({ read: 50, rejected: 10, keyless: 1 })[0]).toContain('1 of them has no readable');
  });

  it('are allowed all by 100, and none by 0', () => {
    expect(held({ read: 3, rejected: 3 }, { maxRejectPercent: 100 })).toEqual([]);
    expect(held({ read: 1000, rejected: 1 }, { maxRejectPercent: 0 })).toHaveLength(1);
  });
});

describe('removals', () => {
  it.each([
    [100, 20, false],
    [100, 21, true],
    [54, 11, true],
    [55, 11, false],
    [10, 10, false],
    [11, 11, true],
  ])('of %i items %i: held %p', (before, removed, expected) => {
    expect(held({ before, removed })).toHaveLength(expected ? 1 : 0);
  });

  it('are told in numbers, never rounded down to the limit', () => {
    expect(held({ before: 100, removed: 100 })).toEqual([
      'contracts: 100 of 100 published items would be removed, 100 % (allowed are 20 %, or 10 items).',
    ]);
    expect(held({ before: 1_000_000, removed: 200_001 })[0]).toContain('just over 20 %');
  });

  it('are allowed all by 100', () => {
    expect(held({ before: 50, removed: 50 }, { maxRemovalPercent: 100 })).toEqual([]);
  });
});

it('tells each limit that each resource breaks', () => {
  expect(held({ read: 1, rejected: 1, before: 50, removed: 50 })).toHaveLength(2);
});
