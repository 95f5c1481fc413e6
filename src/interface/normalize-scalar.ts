import { parseDatetime } from './datetime.js';
import type { NumberField } from './field.js';
import { rawJSON } from './json.js';
import type { Normalizer } from './normalizer.js';
import { NumberLiteral } from './number-literal.js';
import { double, integerText, roundHalfUp, toDecimal } from './numbers.js';

export function doubleNormalizer(path: string): Normalizer {
  return (value, row) => {
    if (typeof value === 'number') return double(value);
    const readable = value instanceof NumberLiteral || row.options.textual;
    const decimal = readable ? toDecimal(value) : undefined;
    return decimal ? double(decimal) : row.reject(path, value, 'must be a number');
  };
}

export function integerNormalizer(field: NumberField, path: string): Normalizer {
  return (value, row) => {
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    const readable = typeof value !== 'string' || row.options.textual;
    const decimal = readable ? toDecimal(value) : undefined;
    if (!decimal) return row.reject(path, value, 'must be a whole number');
    const whole = roundHalfUp(decimal);
    if (!whole.eq(decimal)) {
      if (!field.rounded) return row.reject(path, value, 'must be a whole number');
      row.warn(path, value, `is an Integer in the interface: ${integerText(whole)} was taken`);
    }
    return rawJSON(integerText(whole));
  };
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['y', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['n', false],
  ['0', false],
]);

export function booleanNormalizer(path: string): Normalizer {
  return (value, row) => {
    if (typeof value === 'boolean') return value;
    const word =
      row.options.textual && typeof value === 'string'
        ? WORDS.get(value.trim().toLowerCase())
        : undefined;
    return word ?? row.reject(path, value, 'must be true or false');
  };
}

export function datetimeNormalizer(path: string): Normalizer {
  return (value, row) => {
    const moment =
      typeof value === 'string' ? parseDatetime(value.trim(), row.options.timeZone) : undefined;
    return (
      moment?.text ??
      row.reject(path, value, 'must be a date or time in ISO 8601, such as 2019-06-01T12:00:00Z')
    );
  };
}
