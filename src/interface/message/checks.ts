import { parseZonedDatetime } from '../datetime.js';
import { NumberLiteral } from '../number-literal.js';
import { toDecimal } from '../numbers.js';
import type { Check } from './field-registry.js';
import { MOST_IDENTIFIER_LENGTH } from './vocabulary.js';

/** Whether the value is a JSON object; a number that was kept as it was written is none. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !(value instanceof NumberLiteral);
}

/** Whether the value is a JSON number. */
export function isNumber(value: unknown): value is number | NumberLiteral {
  return typeof value === 'number' || value instanceof NumberLiteral;
}

export const checkText: Check = (value) => (typeof value === 'string' ? undefined : 'must be text');

export const checkTextOrNumber: Check = (value) =>
  typeof value === 'string' || isNumber(value) ? undefined : 'must be text or a number';

/** Ids are text, and numbers in some samples. */
export const checkIdentifier: Check = (value) => {
  const wrong = checkTextOrNumber(value);
  if (wrong !== undefined) return wrong;
  const length = value instanceof NumberLiteral ? value.source.length : String(value).length;
  return length > MOST_IDENTIFIER_LENGTH
    ? `must be at most ${MOST_IDENTIFIER_LENGTH} characters long`
    : undefined;
};

/** The samples write true and false as text too, and nothing as an empty one. */
export const checkFlag: Check = (value) =>
  typeof value === 'boolean' || (typeof value === 'string' && /^(true|false)$/i.test(value))
    ? undefined
    : 'must be true or false';

export const checkWhole: Check = (value) => {
  if (typeof value === 'number' && Number.isInteger(value)) return undefined;
  const decimal = isNumber(value) ? toDecimal(value) : undefined;
  return decimal?.eq(decimal.round()) ? undefined : 'must be a whole number';
};

export const checkDecimal: Check = (value) => (isNumber(value) ? undefined : 'must be a number');

export const checkInstant: Check = (value) =>
  typeof value === 'string' && parseZonedDatetime(value)
    ? undefined
    : 'must be an ISO 8601 date with time and zone';

export const checkObject: Check = (value) => (isObject(value) ? undefined : 'must be an object');

/** An object whose members are text; a number or a boolean is as good, and so is null. */
export const checkTextMap: Check = (value) => {
  if (!isObject(value)) return 'must be an object';
  return Object.values(value).every((member) => typeof member !== 'object' || !isNested(member))
    ? undefined
    : 'must hold text only';
};

function isNested(value: unknown): boolean {
  return isObject(value) || Array.isArray(value);
}

/** @param most elements; any number when left out */
export function checkList(most?: number): Check {
  return (value) => {
    if (!Array.isArray(value)) return 'must be an array';
    return most !== undefined && value.length > most
      ? `must have at most ${most} elements`
      : undefined;
  };
}

export function checkOneOf(values: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && values.includes(value)
      ? undefined
      : `must be one of ${values.join(', ')}`;
}

/** Base64, with white space wherever its writer put it. */
export const checkBase64: Check = (value) => {
  if (typeof value !== 'string') return 'must be text';
  return decodeBase64(value) ? undefined : 'must be base64';
};

/** The bytes that base64 stands for; undefined when it is no base64. White space does not count. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === bytesOf(text)) return bytes;
  const dense = text.replaceAll(/\s+/g, '');
  const again = Buffer.from(dense, 'base64');
  return again.length === bytesOf(dense) ? again : undefined;
}

/** How many bytes base64 without anything else in it stands for; NaN when there is no such text. */
function bytesOf(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const characters = text.length - padding;
  if (characters % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return NaN;
  return Math.floor((characters * 3) / 4);
}
