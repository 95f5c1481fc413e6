import type { TextField } from './field.js';
import type { Normalizer, Row } from './normalizer.js';

/** @param path as a remark names it, with `[]` for the index in an array */
export function textNormalizer(field: TextField, path: string): Normalizer {
  const steps: ((value: string, row: Row) => string | undefined)[] = [];
  if (field.values) steps.push(enumeration(field, field.values, path));
  if (field.maxLength !== undefined) steps.push(limit(field, field.maxLength, path));
  return (value, row) => {
    if (typeof value !== 'string') return row.reject(path, value, `must be a text${hint(value)}`);
    if (!value.isWellFormed() || value.includes('\0'))
      return row.reject(
        path,
        value,
        'holds a character that cannot be stored (NUL or half a pair)',
      );
    let text: string | undefined = field.identifier ? trimmed(value, row, path) : value;
    for (const step of steps) text = text && step(text, row);
    return text === '' ? undefined : text;
  };
}

function hint(value: unknown): string {
  return typeof value === 'number' ? ' in quotes: as a number it would lose leading zeros' : '';
}

// Systems with fixed-width columns pad their keys; CRS sends them without the padding.
function trimmed(value: string, row: Row, path: string): string {
  const text = value.trim();
  if (text.length !== value.length) row.warn(path, value, 'white space around it was removed');
  return text;
}

function enumeration(field: TextField, values: readonly string[], path: string) {
  const byName = new Map(values.map((value) => [value.toLowerCase(), value]));
  const allowed = values.join(', ');
  return (value: string, row: Row): string | undefined => {
    const known = byName.get(value.trim().toLowerCase());
    if (known !== undefined) return known;
    if (field.otherwise === undefined) return row.reject(path, value, `must be one of ${allowed}`);
    row.warn(path, value, `is none of ${allowed}: ${field.otherwise} was taken`);
    return field.otherwise;
  };
}

function limit(field: TextField, maxLength: number, path: string) {
  return (value: string, row: Row): string | undefined => {
    if (value.length <= maxLength) return value;
    const characters = Array.from(value);
    if (characters.length <= maxLength) return value;
    const excess = `is ${characters.length} characters long, ${maxLength} are allowed`;
    if (field.identifier) return row.reject(path, value, excess);
    row.warn(path, value, `${excess}: the rest was cut off`);
    return characters.slice(0, maxLength).join('');
  };
}
