/** A JSON number as it was written. */
export class NumberSource {
  constructor(readonly source: string) {}
}

/** JSON.parse with the reviver's third parameter, which the ES2023 types don't know. */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (name: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

/** Parses JSON with every number as it was written. */
export function withSources(text: string): unknown {
  return parseWithSource(text, (_name, value, { source }) =>
    typeof value === 'number' && source !== undefined ? new NumberSource(source) : value,
  );
}
