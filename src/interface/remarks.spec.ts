import { expect, it } from '@jest/globals';
import { NumberLiteral } from './number-literal.js';
import { shown } from './remarks.js';

it.each([
  ['text', 'text'],
  ['', ''],
  [7, '7'],
  [null, 'null'],
  [{ a: [1] }, '{"a":[1]}'],
  ['a\0b', 'a\\0b'],
  ['a\ud800', 'a\ufffd'],
  [new NumberLiteral('1e400'), '1e400'],
  [{ amount: new NumberLiteral('1.10') }, '{"amount":1.10}'],
])('%j is shown as %j', (value, text) => {
  expect(shown(value)).toBe(text);
});

it('shows nothing of what is missing', () => {
  expect(shown(undefined)).toBeUndefined();
});

it('shows the beginning of what is long, without half a character', () => {
  expect(shown('x'.repeat(101))).toBe(`${'x'.repeat(100)}…`);
  const cut = shown(`${'x'.repeat(99)}🚜🚜`) ?? '';
  expect(cut.isWellFormed()).toBe(true);
  expect(cut.length).toBeLessThanOrEqual(101);
});
