/**
 * A text as it can be kept, whoever made it: cut to a length, and without what PostgreSQL or UTF-8
 * cannot hold (NUL characters, halves of surrogate pairs).
 */
export function storable(text: string, most: number): string {
  return text.slice(0, most).replaceAll('\0', '\uFFFD').toWellFormed();
}

/** The same for what may be no text: then null. */
export function storableOrNull(value: unknown, most: number): string | null {
  return typeof value === 'string' ? storable(value, most) : null;
}
