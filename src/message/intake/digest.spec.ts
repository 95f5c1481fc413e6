import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../interface/lossless-json.js';
import { digestOf } from './digest.js';

/** The digest of JSON text. */
function digest(text: string): string {
  const parsed = parseJson(text);
  if ('error' in parsed) throw new Error(parsed.error);
  return digestOf(parsed.value).toString('hex');
}

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, shuffled(member)]);
  return Object.fromEntries(members.toReversed());
}

it('is the same for the same JSON, whatever the order of members', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(digest(JSON.stringify(shuffled(value)))).toBe(digest(JSON.stringify(value, null, 2)));
    }),
  );
});

it('is another one for other JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const [first, second] = [JSON.stringify(shuffled(a)), JSON.stringify(shuffled(b))];
      fc.pre(first !== second && !`${first}${second}`.includes('-0'));
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect(digest(first) === digest(second)).toBe(same);
    }),
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    sorted(member),
  ]);
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

it.each([
  ['1', '1.0'],
  ['1000', '1e3'],
  ['0', '-0'],
  ['0', '-0.0e5'],
  ['0.0000001', '1e-7'],
  ['1000000000000000000000', '1e21'],
  ['12345678901234567890', '12345678901234567890.0'],
  ['"a"', '"\\u0061"'],
  ['{"a":1,"b":2}', ' { "b" : 2.0 , "a" : 1 } '],
])('%s is the same as %s', (a, b) => expect(digest(a)).toBe(digest(b)));

it.each([
  ['1', '"1"'],
  ['12345678901234567890', '12345678901234567891'],
  ['0.1', '0.10000000000000000001'],
  ['null', '"null"'],
  ['[]', '{}'],
  ['[]', '[[]]'],
  ['[1,2]', '[2,1]'],
  ['["a","b"]', '["a\\",\\"b"]'],
  ['["1:a"]', '["a"]'],
  ['["ab",""]', '["a","b"]'],
  ['{"a":null}', '{}'],
  ['{"a":"b"}', '["a","b"]'],
  ['[1,23]', '[12,3]'],
])('%s is not the same as %s', (a, b) => expect(digest(a)).not.toBe(digest(b)));
