import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NumberLiteral } from '../number-literal.js';
import { asId, asText, merged, sameJson, valueAt } from './json-values.js';

it('an id is text or a number, with every digit', () => {
  expect(asId(' 12 ')).toBe('12');
  expect(asId(1234567)).toBe('1234567');
  expect(asId(new NumberLiteral('12345678901234567890'))).toBe('12345678901234567890');
  for (const none of ['', '  ', null, undefined, true, {}, []]) expect(asId(none)).toBeUndefined();
  expect(asText('')).toBe('');
});

it('what is told wins member by member, and null says nothing', () => {
  const known = { a: 1, b: { c: 2, d: 3 }, e: [1, 2] };
  expect(merged(known, { a: null, b: { c: 9, f: null }, e: [3], g: null, h: 'new' })).toEqual({
    a: 1,
    b: { c: 9, d: 3, f: null },
    e: [3],
    g: null,
    h: 'new',
  });
});

it('a long number is taken as it is, not as an object', () => {
  const digits = new NumberLiteral('1.10');
  expect(merged({ a: { b: 1 } }, { a: digits })).toEqual({ a: digits });
  expect(merged({ a: digits }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
});

it('to be told the same again changes nothing, and to be told nothing neither', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(objects, objects, (known, told) => {
      const once = merged(known, told);
      expect(sameJson(merged(once, told), once)).toBe(true);
      expect(sameJson(merged(known, {}), known)).toBe(true);
      for (const name of Object.keys(known)) expect(Object.hasOwn(once, name)).toBe(true);
    }),
  );
});

it('a member called __proto__ is a member', () => {
  const told = JSON.parse('{"__proto__": {"polluted": true}}') as object;
  const result = merged({}, { ...told });
  expect(Object.keys(result)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(valueAt({}, '__proto__.polluted')).toBeUndefined();
});

it('the same JSON is the same in any order of its members', () => {
  expect(sameJson({ a: 1, b: { c: [1], d: 2 } }, { b: { d: 2, c: [1] }, a: 1 })).toBe(true);
  expect(sameJson({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
});
