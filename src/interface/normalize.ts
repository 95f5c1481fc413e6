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

/** Checks an object and brings it into the interface's form; undefined when it is none. */
export type ObjectNormalizer = (value: unknown, row: Row) => NormalizedObject | undefined;

/**
 * Compiles a declaration into a function that checks an object, brings its values into the
 * interface's form and order, and tells the row what is wrong. Members that are not declared are
 * left out and named to the row; those without a value are undefined.
 * @param also members that may be there and are not looked at
 */
export function objectNormalizer(
  fields: readonly Field[],
  path = '',
  also: readonly string[] = [],
): ObjectNormalizer {
  const known = new Set([...fields.flatMap(namesOf), ...also]);
  const tools: Tools = {
    normalizers: fields.map((field) => valueNormalizer(field, path + field.name)),
    isBlank,
    exactDisplay,
    notAnObject: (value, row) => row.reject(path.replace(/\.$/, ''), value, 'must be an object'),
    missing: (name, row) => row.reject(path + name, undefined, 'is missing'),
    unknown: (value, row) => {
      for (const name in value) if (!known.has(name)) row.unknown(path + name);
    },
  };
  return compile(fields, also)(tools);
}

/** What the compiled code calls. */
interface Tools {
  /** One for each field, for a value that is there. */
  readonly normalizers: readonly Normalizer[];
  readonly isBlank: typeof isBlank;
  readonly exactDisplay: typeof exactDisplay;
  readonly notAnObject: (value: unknown, row: Row) => undefined;
  readonly missing: (name: string, row: Row) => undefined;
  /** Called when the object has more members than were looked at. */
  readonly unknown: (value: NormalizedObject, row: Row) => void;
}

/**
 * Writes the function out as code, a line for each member. A loop over the fields does the same at
 * two to three times the cost: V8 is fast where the place of a member is written in the code, and
 * where all objects that come out have one shape. Nothing but declarations gets into the code.
 */
function compile(
  fields: readonly Field[],
  also: readonly string[],
): (tools: Tools) => ObjectNormalizer {
  const lines = [
    ...also.map(countLine),
    ...fields.flatMap((field, at) => memberLines(field, at, fields)),
  ];
  const result = fields.map(({ name }, at) => `${JSON.stringify(name)}: r${at}`).join(', ');
  // oxlint-disable-next-line typescript/no-implied-eval -- see above
  return new Function(
    'tools',
    `"use strict";
    const { isBlank, exactDisplay, notAnObject, missing, unknown } = tools;
    const [${fields.map((_, at) => `n${at}`).join(', ')}] = tools.normalizers;
    return (value, row) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return notAnObject(value, row);
      let members = 0, v;
      ${lines.join('\n      ')}
      if (members !== Object.keys(value).length) unknown(value, row);
      return { ${result} };
    };`,
  ) as (tools: Tools) => ObjectNormalizer;
}

const VALUE = 'if (v !== undefined) { members++; if (v === null || isBlank(v)) v = undefined; }';

/** Null and blank text are no value, but they are members. */
function memberLines(field: Field, at: number, fields: readonly Field[]): string[] {
  const [first, ...aliases] = namesOf(field).map((name) => `value[${JSON.stringify(name)}]`);
  const taken = [`v = ${first};`, VALUE];
  for (const alias of aliases) {
    taken.push(`if (${alias} !== undefined) {`);
    taken.push(
      `  members++; if (v === undefined && !isBlank(${alias})) v = ${alias} ?? undefined; }`,
    );
  }
  const fallback = fallbackOf(field, fields);
  if (fallback !== undefined) taken.push(`if (v === undefined) v = ${fallback};`);
  taken.push(`const r${at} = v === undefined ? undefined : n${at}(v, row);`);
  if (field.required)
    taken.push(`if (v === undefined) missing(${JSON.stringify(field.name)}, row);`);
  return taken;
}

function countLine(name: string): string {
  return `if (value[${JSON.stringify(name)}] !== undefined) members++;`;
}

/** What stands in for a value that is missing, as code. */
function fallbackOf(field: Field, fields: readonly Field[]): string | undefined {
  const { fallback } = field as TextField;
  if (fallback === undefined) return undefined;
  if (fallback === 'dealer currency') return 'row.options.currency';
  if ('text' in fallback) return JSON.stringify(fallback.text);
  if ('exactOf' in fallback) return `exactDisplay(value[${JSON.stringify(fallback.exactOf)}])`;
  return `r${fields.findIndex(({ name }) => name === fallback.sibling)}`;
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

function isBlank(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  // Most texts begin with a letter: only what begins with white space needs the trim.
  const first = value.charCodeAt(0);
  return !(first > 32 && first < 160) && value.trim() === '';
}
