import type { ArrayField, Field, TextField } from './field.js';
import {
  booleanNormalizer,
  datetimeNormalizer,
  doubleNormalizer,
  integerNormalizer,
} from './normalize-scalar.js';
import { textNormalizer } from './normalize-text.js';
import type { Normalizer, Row } from './normalizer.js';
import { exactDisplay } from './numbers.js';

/** An object in the interface's form: `JSON.stringify` prints it as CRS reads it. */
export type NormalizedObject = Record<string, unknown>;

/**
 * Compiles a declaration into a function that checks an object, brings its values into the
 * interface's form and order, and tells the row what is wrong. Members that are not declared are
 * left out and named to the row.
 */
export function objectNormalizer(fields: readonly Field[], path = '') {
  const members = fields.map((field) => memberNormalizer(field, path));
  const known = new Set(fields.flatMap(namesOf));
  return (value: unknown, row: Row): NormalizedObject | undefined => {
    if (!isObject(value)) return row.reject(path.replace(/\.$/, ''), value, 'must be an object');
    const result: NormalizedObject = {};
    for (const member of members) member(value, result, row);
    for (const name in value) if (!known.has(name)) row.unknown(path + name);
    return result;
  };
}

function memberNormalizer(field: Field, parent: string) {
  const path = parent + field.name;
  const names = namesOf(field);
  const normalize = valueNormalizer(field, path);
  return (source: NormalizedObject, target: NormalizedObject, row: Row): void => {
    const given = firstValue(source, names) ?? missing(field, source, target, row);
    const value = given === undefined ? undefined : normalize(given, row);
    if (value !== undefined) target[field.name] = value;
    else if (given === undefined && field.required) row.reject(path, undefined, 'is missing');
  };
}

function valueNormalizer(field: Field, path: string): Normalizer {
  switch (field.type) {
    case 'text':
      return textNormalizer(field, path);
    case 'integer':
      return integerNormalizer(field, path);
    case 'double':
      return doubleNormalizer(path);
    case 'boolean':
      return booleanNormalizer(path);
    case 'datetime':
      return datetimeNormalizer(path);
    case 'object':
      return objectNormalizer(field.fields, `${path}.`);
    case 'array':
      return arrayNormalizer(field, path);
  }
}

function arrayNormalizer(field: ArrayField, path: string): Normalizer {
  const normalize = objectNormalizer(field.fields, `${path}[].`);
  return (value, row) => {
    if (!Array.isArray(value)) return row.reject(path, value, 'must be an array');
    return value.map((element: unknown, index) => {
      row.index = index;
      return normalize(element, row);
    });
  };
}

function namesOf(field: Field): readonly string[] {
  return 'aliases' in field && field.aliases ? [field.name, ...field.aliases] : [field.name];
}

/** Null and blank text are no value. */
function firstValue(source: NormalizedObject, names: readonly string[]): unknown {
  for (const name of names) {
    const value = source[name];
    if (value !== undefined && value !== null && !isBlank(value)) return value;
  }
  return undefined;
}

function isBlank(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  // Most texts begin with a letter: only what begins with white space needs the trim.
  const first = value.charCodeAt(0);
  return !(first > 32 && first < 160) && value.trim() === '';
}

function missing(
  field: Field,
  source: NormalizedObject,
  target: NormalizedObject,
  row: Row,
): unknown {
  const fallback = (field as TextField).fallback;
  if (fallback === undefined) return undefined;
  if (fallback === 'dealer currency') return row.options.currency;
  if ('text' in fallback) return fallback.text;
  if ('sibling' in fallback) return target[fallback.sibling];
  return exactDisplay(source[fallback.exactOf]);
}

function isObject(value: unknown): value is NormalizedObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
