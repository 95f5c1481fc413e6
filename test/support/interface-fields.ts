import { readFileSync } from 'node:fs';

/** The pull endpoints that answer with items of the interface. */
export type Endpoint =
  | 'contract'
  | 'jobsite'
  | 'dealer-category'
  | 'invoice'
  | 'customer'
  | 'location'
  | 'incremental';

/** One row of the interface's field tables. */
export interface FieldRule {
  /** From the answer's root, with `[]` for the elements of an array. */
  readonly path: string;
  readonly type: 'String' | 'Integer' | 'Double' | 'Boolean' | 'Datetime' | 'Object' | 'Array';
  readonly required: boolean;
  /** Characters. */
  readonly maxLength?: number;
  readonly format?: 'date-time';
  readonly text: string;
}

/** The field tables by endpoint, in the interface's order. */
export const FIELDS = JSON.parse(
  readFileSync(new URL('../fixtures/interface/fields.json', import.meta.url), 'utf8'),
) as Readonly<Record<Endpoint, readonly FieldRule[]>>;

/** The fields of a message ("Submission Body"); any member of a map stands as `{token}`. */
export function messageFields(): FieldRule[] {
  const { message = [] } = FIELDS as Readonly<Record<string, readonly FieldRule[]>>;
  return message.map((field) => ({
    ...field,
    path: field.path.replace('catalogitems[]', 'catalogItems[]'),
  }));
}

/** The fields of one item, with paths from the item: `assetDetails[].serialNumber`. */
export function itemFields(endpoint: Endpoint): FieldRule[] {
  const root = endpoint === 'customer' ? 'customer.' : 'items[].';
  return FIELDS[endpoint]
    .filter(({ path }) => path.startsWith(root))
    .map((field) => ({ ...field, path: field.path.slice(root.length) }));
}

/** Whether the value is a date with time, whichever type the table gives it. */
export function isDatetime({ type, format }: FieldRule): boolean {
  return type === 'Datetime' || format === 'date-time';
}

/** A JSON object. */
export type Item = Readonly<Record<string, unknown>>;

/** The item with another value at the path, in the first element of each array on the way. */
export function withValue(item: Item, path: string, value: unknown): Item {
  return change(item, steps(path), () => value) as Item;
}

/** The item without the member at the path. */
export function without(item: Item, path: string): Item {
  return change(item, steps(path), () => undefined) as Item;
}

function steps(path: string): string[] {
  return path
    .split('.')
    .flatMap((name) => (name.endsWith('[]') ? [name.slice(0, -2), '[]'] : name));
}

function change(value: unknown, [step, ...rest]: string[], to: () => unknown): unknown {
  if (step === undefined) return to();
  if (step === '[]') {
    const [first, ...others] = value as unknown[];
    return [change(first, rest, to), ...others];
  }
  const item = value as Item;
  const changed = change(item[step], rest, to);
  if (changed !== undefined) return { ...item, [step]: changed };
  const { [step]: _removed, ...others } = item;
  return others;
}
