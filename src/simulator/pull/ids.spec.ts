import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IdSet, withoutZeros } from './ids.js';

it('finds an id that lost its leading zeros or gained some, and no other', () => {
  const id = fc.stringMatching(/^[0-9A-Z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(id), id, fc.nat(4), (ids, own, zeros) => {
      const set = new IdSet([...ids, own]);
      const other = '0'.repeat(zeros) + own;
      expect(set.nearly(other)).toBeDefined();
      expect(withoutZeros(set.nearly(other) ?? '')).toBe(withoutZeros(own));
      expect(set.nearly(`${own}!`)).toBeUndefined();
    }),
  );
});

it('knows ids that are added later', () => {
  const set = new IdSet(['1']);
  expect(set.nearly('002')).toBeUndefined();
  set.add('02');
  expect(set.nearly('002')).toBe('02');
});

it('takes a number of nothing but zeros for itself', () => {
  expect(withoutZeros('000')).toBe('0');
  expect(withoutZeros('0')).toBe('0');
});
