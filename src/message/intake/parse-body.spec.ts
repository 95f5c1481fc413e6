import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseBody } from './parse-body.js';

const bytes = (text: string) => Buffer.from(text);

it('reads any object, whatever stands in its strings', () => {
  const punctuation = fc.string({
    unit: fc.constantFrom('"', '\\', ',', '[', '{', ':', 'ü', '😀'),
  });
  fc.assert(
    fc.property(
      fc.dictionary(punctuation, fc.oneof(punctuation, fc.array(punctuation))),
      (value) => {
        fc.pre(!Object.hasOwn(value, '__proto__'));
        expect(parseBody(bytes(JSON.stringify(value))).object).toEqual(value);
      },
    ),
  );
});

it('counts values, and not what stands in strings', () => {
  const text = JSON.stringify({ a: ',[{'.repeat(100_000), b: '\\",'.repeat(100_000) });
  expect(parseBody(bytes(text)).object).toHaveProperty('b');
  const list = (length: number) => bytes(`{"a":[${Array(length).fill(0).join()}]}`);
  expect(parseBody(list(199_990)).object).toHaveProperty('a');
  expect(() => parseBody(list(200_010))).toThrow('The body has more than 200000 values');
});

it.each(['"'.repeat(1_000_001), `{"a":"${'\\'.repeat(1_000_001)}`, '\\"'.repeat(500_000)])(
  'a text that is no JSON is looked at once, however it is made',
  (text) => expect(() => parseBody(bytes(text))).toThrow('The body is not valid JSON'),
);

it('tells whether strings can hold anything', () => {
  expect(parseBody(bytes('{"a":"ü"}')).hasEscapes).toBe(false);
  expect(parseBody(bytes('{"a":"\\u00fc"}')).hasEscapes).toBe(true);
});
