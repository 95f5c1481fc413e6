import { NumberLiteral } from '../number-literal.js';

/** A JSON object, as it was sent. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; undefined when it is none. */
export function asObject(value: unknown): JsonObject | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !(value instanceof NumberLiteral) ? (value as JsonObject) : undefined;
}

/** The objects of an array; none when it is none. */
export function asObjects(value: unknown): JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.map(asObject).filter((one) => one !== undefined);
}

/** A text or a number as text, every digit kept: ids come both ways. Undefined for anything else. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof NumberLiteral) return value.source;
  return typeof value === 'number' ? String(value) : undefined;
}

/** An id: text or number, without white space around it. Undefined for none and for an empty one. */
export function asId(value: unknown): string | undefined {
  const text = asText(value)?.trim();
  return text === '' ? undefined : text;
}

/** What stands at a path such as `properties.poNumber`; undefined when nothing does. */
export function valueAt(object: JsonObject, path: string): unknown {
  let value: unknown = object;
  for (const name of path.split('.')) value = own(asObject(value), name);
  return value ?? undefined;
}

/** A member of an object itself, never one that it inherits. */
function own(object: JsonObject | undefined, name: string): unknown {
  return object && Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * What is known, with what is told now: members that are there and not null win, objects are merged
 * member by member, arrays are taken as they are told. So an update that is lean for bandwidth loses
 * nothing.
 */
export function merged(known: JsonObject, told: JsonObject): JsonObject {
  const members = Object.entries(told)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]): [string, unknown] => {
      const [before, after] = [asObject(own(known, name)), asObject(value)];
      return [name, before && after ? merged(before, after) : value];
    });
  // Null where nothing was known: that the field was sent.
  const absent = Object.entries(told).filter(([name]) => !Object.hasOwn(known, name));
  return Object.fromEntries([...absent, ...Object.entries(known), ...members]);
}

/** The same JSON, whatever the order of the members. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, one: unknown) => {
    const object = asObject(one);
    if (!object || 'rawJSON' in object) return one;
    return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
