/**
 * The independent checker: it works out what each endpoint must answer from the source rows, the
 * interface's tables and the rulings, and shares no code with the server.
 */

/** A JSON number as it is written. */
export class Num {
  constructor(readonly source: string) {}
}

/** Any JSON value whose numbers are {@link Num}. */
export type Exact = null | boolean | string | Num | Exact[] | ExactObject;
export interface ExactObject {
  [name: string]: Exact;
}

type Reviver = (name: string, value: Exact | number, context: { source: string }) => Exact;
const parse = JSON.parse as (text: string, reviver: Reviver) => Exact;

export function parseExact(text: string): Exact {
  return parse(text, (_name, value, { source }) =>
    typeof value === 'number' ? new Num(source) : value,
  );
}

/** JSON text without white space; numbers as they were written. */
export function print(value: Exact): string {
  if (value instanceof Num) return value.source;
  if (Array.isArray(value)) return `[${value.map(print).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, one]) => `${JSON.stringify(name)}:${print(one)}`,
  );
  return `{${members.join(',')}}`;
}

export function isObject(value: Exact | undefined): value is ExactObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Num)
  );
}

/** The order of texts by code point. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A member that is a text; '' if it is none. */
export function textOf(object: ExactObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}
