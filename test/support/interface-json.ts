interface RawNumber {
  readonly rawJSON: string;
}

// In Node 22 and later; the TypeScript library does not know them yet.
const { rawJSON, isRawJSON, parse } = JSON as unknown as {
  rawJSON(this: void, text: string): RawNumber;
  isRawJSON(this: void, value: unknown): value is RawNumber;
  parse(
    this: void,
    text: string,
    reviver: (name: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
};

/** A number that is written as the text says: `5000.0`, `1e3`. */
export function num(text: string): RawNumber {
  return rawJSON(text);
}

/** The text of a number that was read by {@link readJson}; undefined for anything else. */
export function numberText(value: unknown): string | undefined {
  return isRawJSON(value) ? value.rawJSON : undefined;
}

/** Reads JSON and keeps every number as it is written. */
export function readJson(text: string): unknown {
  return parse(text, (_name, value, { source }) =>
    typeof value === 'number' && source !== undefined ? num(source) : value,
  );
}

/** Lines of NDJSON. */
export function lines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
