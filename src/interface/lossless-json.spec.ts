import { describe, expect, it } from '@jest/globals';
import { parseJson } from './lossless-json.js';
import { NumberLiteral } from './number-literal.js';

const valueOf = (text: string): unknown => {
  const parsed = parseJson(text);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.value;
};
const errorOf = (text: string): string => {
  const parsed = parseJson(text);
  return 'error' in parsed ? parsed.error : 'no error';
};

describe('numbers', () => {
  it.each(['5000.0', '0.1', '-12.50', '999999999999999', '123456.789012345'])(
    'gives %s as a plain number',
    (text) => {
      expect(valueOf(`{"a":${text}}`)).toEqual({ a: Number(text) });
    },
  );

  it.each([
    '12345678901234567',
    '0.1234567890123456',
    '1e3',
    '2.5E-7',
    '1e400',
    '-9007199254740993',
  ])('keeps %s as it is written', (text) => {
    for (const json of [`{"a":${text}}`, `{"a" : [ 1,${text}]}`, `[${text}]`, `{"a": ${text}\n}`]) {
      const found = JSON.stringify(valueOf(json));
      expect(found).toContain(JSON.stringify(new NumberLiteral(text)));
    }
    expect(valueOf(text)).toEqual(new NumberLiteral(text));
  });

  it('keeps only the long one among others', () => {
    expect(valueOf('{"a":1.5,"b":12345678901234567,"c":[2,"3"]}')).toEqual({
      a: 1.5,
      b: new NumberLiteral('12345678901234567'),
      c: [2, '3'],
    });
  });

  it('leaves text alone that looks like a long number', () => {
    const value = { a: '12345678901234567', b: ':1e5', c: ['[1e5', ':12345678901234567'] };
    expect(valueOf(JSON.stringify(value))).toEqual(value);
  });
});

describe('member names', () => {
  it.each([
    ['{"a":1,"a":1}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"x":[{"b":{}, "c":1, "b" : 2}]}', 'b'],
    ['{"x":"\\":\\"","":0,"":1}', ''],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"1":0,"1":0}', '1'],
  ])('are reported when they are there twice: %s', (text, name) => {
    expect(errorOf(text)).toBe(`the name ${JSON.stringify(name)} is there twice`);
  });

  it.each([
    '{"a":{"b":1},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":":","b":"\\":","c":"x\\\\","d":["::",":"]}',
    '{"a":"{\\"b\\":1,\\"b\\":2}"}',
  ])('may be there again elsewhere: %s', (text) => {
    expect(valueOf(text)).toEqual(JSON.parse(text));
  });

  it.each(['{"__proto__":{"admin":true}}', '{"__proto__":{"admin":true},"n":1e5}'])(
    'are inert data even as __proto__: %s',
    (text) => {
      const value = valueOf(text) as Record<string, unknown>;
      expect(Object.keys(value)[0]).toBe('__proto__');
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(value['admin']).toBeUndefined();
    },
  );
});

describe('hostile texts', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  it('may be nested 64 levels deep and no deeper', () => {
    expect(errorOf(nested(64))).toBe('no error');
    expect(errorOf(nested(65))).toBe('nested deeper than 64 levels');
    expect(errorOf(nested(2_000_000))).toBe('nested deeper than 64 levels');
    expect(errorOf('{"a":'.repeat(65) + '1e5' + '}'.repeat(65))).toMatch(/^nested deeper/);
  });

  it('pass through with NUL and lone surrogates, for the validator to judge', () => {
    expect(valueOf('{"a":"\\u0000","b":"\\ud800"}')).toEqual({ a: '\0', b: '\ud800' });
  });

  it('give a one-line reason when they are no JSON', () => {
    expect(errorOf('{"a":1,}')).toMatch(/at character 8$/);
    expect(errorOf('{"a":\n\nx}')).not.toContain('\n');
    expect(errorOf('')).toBe('Unexpected end of JSON input');
  });
});
