/** Something about one field of one row: it rejects the row, or it is taken with a warning. */
export interface Remark {
  readonly severity: 'reject' | 'warning';
  /** Path of the field, with the index in an array: `assetDetails[1].serialNumber`. */
  readonly field: string;
  /** The value found, shortened; undefined when there was none. */
  readonly value: string | undefined;
  /** For people: what is wrong, and what was done about it. */
  readonly reason: string;
}

const SHOWN = 100;

/** A value as a remark shows it: at most 100 characters, safe to store. */
export function shown(value: string): string;
export function shown(value: unknown): string | undefined;
export function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)
    .replaceAll('\0', '\\0')
    .toWellFormed();
}
