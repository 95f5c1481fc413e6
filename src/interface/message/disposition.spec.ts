import { expect, it } from '@jest/globals';
import { dispositionsOf, knownDisposition } from './disposition.js';
import { REQUEST_TYPES } from './vocabulary.js';

it('finds a disposition in whatever way it is written', () => {
  const carry = 'No Deal - Don’t carry requested equipment';
  for (const text of [carry, carry.replace('’', "'"), ` ${carry.toUpperCase()} `])
    expect(knownDisposition('quote', text)).toBe(carry);
});

it.each([
  ['quote', 'Not A Real Lead'],
  ['quote', 'Wrong Territory'],
  ['lead', 'No Deal'],
  ['lead', ''],
  ['service', 'Won'],
] as const)('a %s is not “%s”', (type, text) => {
  expect(knownDisposition(type, text)).toBeUndefined();
});

it('only a quote and a lead have dispositions', () => {
  const types = REQUEST_TYPES.filter((type) => dispositionsOf(type).length > 0);
  expect(types).toEqual(['quote', 'lead']);
  expect(dispositionsOf('quote')).toHaveLength(7);
  expect(dispositionsOf('lead')).toHaveLength(9);
});
