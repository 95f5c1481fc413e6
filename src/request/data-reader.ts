import { parseDatetime } from '../interface/datetime.js';
import { asObject, asText, valueAt, type JsonObject } from '../interface/message/json-values.js';

/** A field that is not what the interface says, with its path in the request. */
export interface DataFault {
  readonly path: string;
  readonly reason: string;
}

/** Reads one thing of a request's details, and says what is wrong with it. */
export type Read<T> = (details: JsonObject, at: string, faults: DataFault[]) => T;

/** What a set of readers reads. */
export type DataOf<Fields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends Read<infer T> ? T : never;
};

/** A checked value; undefined when it is missing or, with a fault, when it is something else. */
function checked<T>(
  path: string,
  kind: string,
  convert: (value: unknown) => T | undefined,
): Read<T | undefined> {
  return (details, at, faults) => {
    const value = valueAt(details, path);
    if (value === undefined) return undefined;
    const found = convert(value);
    if (found === undefined) faults.push({ path: at + path, reason: `must be ${kind}` });
    return found;
  };
}

/** An empty text says no more than nothing does, unless text is what is read. */
function unlessEmpty<T>(path: string, read: Read<T | undefined>): Read<T | undefined> {
  return (details, at, faults) =>
    valueAt(details, path) === '' ? undefined : read(details, at, faults);
}

/** A text; a number is taken as one. */
export const text = (path: string) => checked(path, 'text', asText);

/** True or false; the samples also write them as texts. */
export const flag = (path: string) =>
  unlessEmpty(
    path,
    checked(path, 'true or false', (value) => FLAGS.get(String(value).toLowerCase())),
  );
const FLAGS = new Map([
  ['true', true],
  ['false', false],
]);

/** A time, as ISO 8601 in UTC. */
export const time = (path: string) =>
  unlessEmpty(
    path,
    checked(path, 'a time in ISO 8601', (value) =>
      typeof value === 'string' ? parseDatetime(value, 'UTC')?.text : undefined,
    ),
  );

/** A number, as it stands in JSON or as text. */
export const number = (path: string) =>
  unlessEmpty(
    path,
    checked(path, 'a number', (value) => {
      const digits = asText(value)?.trim();
      return digits && Number.isFinite(Number(digits)) ? Number(digits) : undefined;
    }),
  );

/** An object with fields of its own; each of them undefined when there is no object. */
export function group<Fields extends Readonly<Record<string, Read<unknown>>>>(
  fields: Fields,
): Read<DataOf<Fields>> {
  return (details, at, faults) => {
    const entries = Object.entries(fields).map(([name, read]) => [name, read(details, at, faults)]);
    return Object.fromEntries(entries) as DataOf<Fields>;
  };
}

/** A list of objects; an empty one when it is missing. */
export function list<T>(path: string, item: Read<T>): Read<readonly T[]> {
  return (details, at, faults) => {
    const value = valueAt(details, path);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      faults.push({ path: at + path, reason: 'must be a list' });
      return [];
    }
    return value.flatMap((one: unknown, index) => {
      const object = asObject(one);
      if (object) return [item(object, `${at}${path}[${index}].`, faults)];
      faults.push({ path: `${at}${path}[${index}]`, reason: 'must be an object' });
      return [];
    });
  };
}
