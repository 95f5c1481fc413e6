import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { identifier, text, type TextField } from './field.js';
import { textNormalizer } from './normalize-text.js';
import { Row } from './normalizer.js';

function take(field: TextField, value: unknown) {
  const row = new Row({ timeZone: 'UTC', currency: 'USD', textual: false });
  const result = textNormalizer(field, field.name)(value, row);
  return { result, remarks: row.remarks.map(({ severity, reason }) => `${severity}: ${reason}`) };
}

const name = text('name', '', { maxLength: 5 });
const id = identifier('id', '', { maxLength: 5 });

describe('descriptive text', () => {
  it('is taken as it stands, white space and all', () => {
    expect(take(name, ' a b ')).toEqual({ result: ' a b ', remarks: [] });
  });

  it('is cut at its limit, with a warning', () => {
    expect(take(name, 'abcdef')).toEqual({
      result: 'abcde',
      remarks: ['warning: is 6 characters long, 5 are allowed: the rest was cut off'],
    });
  });

  it('counts characters, not their halves', () => {
    expect(take(name, '🚜🚜🚜🚜🚜')).toEqual({ result: '🚜🚜🚜🚜🚜', remarks: [] });
    expect(take(name, '🚜🚜🚜🚜🚜a').result).toBe('🚜🚜🚜🚜🚜');
    expect(take(name, 'abcd🚜🚜').result).toBe('abcd🚜');
  });

  it('is never longer than its limit, never half a character, and a beginning of what was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        const { result } = take(name, value);
        const cut = (result as string | undefined) ?? '';
        expect(Array.from(cut).length).toBe(Math.min(5, Array.from(value).length));
        expect(value.startsWith(cut) && cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('an identifier', () => {
  it('loses the white space around it, with a warning', () => {
    expect(take(id, '\t 007 \u00a0')).toEqual({
      result: '007',
      remarks: ['warning: white space around it was removed'],
    });
  });

  it('keeps its zeros and its inner spaces', () => {
    expect(take(id, '0 0 7')).toEqual({ result: '0 0 7', remarks: [] });
  });

  it('beyond its limit is refused, and not because of its padding', () => {
    expect(take(id, 'abcdef')).toEqual({
      result: undefined,
      remarks: ['reject: is 6 characters long, 5 are allowed'],
    });
    expect(take(id, 'abcde          ').result).toBe('abcde');
  });
});

describe('what is no text', () => {
  it.each([[1], [true], [{}], [[]]])('%j is refused', (value) => {
    expect(take(name, value).remarks).toEqual([expect.stringMatching(/^reject: must be a text/)]);
  });

  it('a number is told that it loses leading zeros', () => {
    expect(take(id, 7).remarks[0]).toContain('in quotes');
  });

  it.each(['a\0', '\ud800', 'a\udc00b', '\udc00\ud800'])('%j cannot be stored', (value) => {
    expect(take(name, value)).toEqual({
      result: undefined,
      remarks: [expect.stringMatching(/^reject: holds a character that cannot be stored/)],
    });
  });
});

describe('one of several values', () => {
  const values = ['Day', 'FourWeek'];
  const strict = text('frequency', '', { values });
  const lenient = text('type', '', { values, otherwise: 'Day' });

  it.each(['FourWeek', 'fourweek', ' FOURWEEK '])('%j is found without regard to case', (value) => {
    expect(take(strict, value)).toEqual({ result: 'FourWeek', remarks: [] });
  });

  it.each(['Month', 'constructor', '__proto__'])(
    '%s, which is none of them, is refused',
    (value) => {
      expect(take(strict, value)).toEqual({
        result: undefined,
        remarks: ['reject: must be one of Day, FourWeek'],
      });
    },
  );

  it('or is taken for the one the declaration names, with a warning', () => {
    expect(take(lenient, 'Month')).toEqual({
      result: 'Day',
      remarks: ['warning: is none of Day, FourWeek: Day was taken'],
    });
  });
});
