import { describe, expect, it } from '@jest/globals';
import { Big } from 'big.js';
import fc from 'fast-check';
import { NumberLiteral } from './number-literal.js';
import {
  double,
  doubleText,
  exactDisplay,
  integerText,
  roundHalfUp,
  toDecimal,
} from './numbers.js';

const digits = (max: number) =>
  fc
    .array(fc.constantFrom(...'0123456789'.split('')), { minLength: 1, maxLength: max })
    .map((all) => all.join(''));

/** A number as its sign, the digits before the point and those after it. */
const parts = fc.record({ minus: fc.boolean(), whole: digits(30), fraction: digits(30) });

interface Parts {
  readonly minus: boolean;
  readonly whole: string;
  readonly fraction: string;
}

const textOf = ({ minus, whole, fraction }: Parts) => `${minus ? '-' : ''}${whole}.${fraction}`;

/** In units of 10^-30, exactly. */
function scaled(text: string): bigint {
  const [, minus, whole, fraction = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(text) ?? [];
  const value = BigInt(`${whole}${fraction.padEnd(30, '0')}`);
  return minus ? -value : value;
}

describe('a Double', () => {
  it('keeps the exact value of its digits, with a point and without an exponent', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const text = doubleText(toDecimal(textOf(given)) ?? NaN);
        expect(text).toMatch(/^-?\d+\.\d+$/);
        expect(scaled(text)).toBe(scaled(textOf(given)));
      }),
    );
  });

  it('keeps the value of every JavaScript number that has at most 40 digits on a side', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = doubleText(value);
        expect(text).toMatch(/^-?\d+\.\d+$/);
        expect(Number(text)).toBe(value + 0);
        expect(JSON.parse(JSON.stringify(double(value)))).toBe(value + 0);
      }),
    );
  });

  it('is printed the same in JSON as alone', () => {
    const sizes = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
    fc.assert(
      fc.property(sizes, (value) => expect(JSON.stringify(double(value))).toBe(doubleText(value))),
    );
  });

  it.each([
    [5000, '5000.0'],
    [0, '0.0'],
    [-0, '0.0'],
    [-3, '-3.0'],
    [0.1, '0.1'],
    [1e21, '1000000000000000000000.0'],
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [1e20, '100000000000000000000.0'],
    [0.000001, '0.000001'],
  ])('prints %p as %s', (value, text) => {
    expect(doubleText(value)).toBe(text);
  });

  it.each([
    ['123456789012345.678', '123456789012345.678'],
    ['1e3', '1000.0'],
    ['1.50E-2', '0.015'],
    ['-0e5', '0.0'],
    ['12345678901234567890', '12345678901234567890.0'],
  ])('prints the JSON number %s as %s', (source, text) => {
    const decimal = toDecimal(new NumberLiteral(source));
    expect(JSON.stringify(double(decimal ?? NaN))).toBe(text);
  });
});

describe('toDecimal', () => {
  it.each([
    '',
    ' ',
    '.',
    '-',
    '1,5',
    '1 000',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '--1',
    '1.2.3',
    '１',
  ])('takes the text %j for no number', (text) => {
    expect(toDecimal(text)).toBeUndefined();
  });

  it.each([
    [' 12.50 ', '12.5'],
    ['+3', '3'],
    ['.5', '0.5'],
    ['7.', '7'],
    ['-.25', '-0.25'],
    ['007', '7'],
  ])('reads the text %j', (text, value) => {
    expect(toDecimal(text)?.toFixed()).toBe(value);
  });

  it.each(['1e41', '1e999999999', '-1e41', '1e-41', '1e-999999999', '9'.repeat(42)])(
    'refuses %s, which has more than 40 digits on a side of the point',
    (source) => {
      expect(toDecimal(new NumberLiteral(source))).toBeUndefined();
    },
  );

  it.each([NaN, Infinity, -Infinity, true, null, undefined, {}, [1], 10n])(
    '%p is no number',
    (value) => {
      expect(toDecimal(value)).toBeUndefined();
    },
  );
});

describe('roundHalfUp', () => {
  it('is exact, with halves towards plus infinity', () => {
    const close = fc.record({
      minus: fc.boolean(),
      whole: digits(25),
      fraction: fc.oneof(digits(30), fc.constantFrom('5', '50', '49999999999', '50000000001', '0')),
    });
    fc.assert(
      fc.property(close, (given) => {
        const rounded = roundHalfUp(new Big(textOf(given)));
        const one = 10n ** 30n;
        const shifted = scaled(textOf(given)) + one / 2n;
        // Division of BigInt cuts towards zero; this one goes towards minus infinity.
        const floor = shifted / one - (shifted % one < 0n ? 1n : 0n);
        expect(integerText(rounded)).toBe(String(floor));
      }),
    );
  });

  it.each([
    ['2.5', '3'],
    ['-2.5', '-2'],
    ['-2.51', '-3'],
    ['-0.5', '0'],
    ['0.49999999999999999999', '0'],
    ['1e30', '1000000000000000000000000000000'],
  ])('%s becomes %s', (value, text) => {
    expect(integerText(roundHalfUp(new Big(value)))).toBe(text);
  });
});

describe('exactDisplay', () => {
  it.each([
    [100.5, '100.50'],
    ['12.345', '12.345'],
    [-0.5, '-0.50'],
    [new NumberLiteral('1234567890123456.7'), '1234567890123456.70'],
    [100, undefined],
    ['100.00', undefined],
    ['a', undefined],
    [undefined, undefined],
  ])('of %p is %p', (amount, text) => {
    expect(exactDisplay(amount)).toBe(text);
  });
});
