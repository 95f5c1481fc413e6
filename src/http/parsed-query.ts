const PARSED = new WeakMap<object, Readonly<Record<string, unknown>>>();

/** Keeps what a query was read into, for whoever looks at the request later. */
export function rememberQuery(query: object, dto: object): void {
  PARSED.set(query, dto as Readonly<Record<string, unknown>>);
}

/**
 * What a request's query was read into: its values may be of any type, as one that was refused is here,
 * too. Empty where nobody read it.
 */
export function parsedQuery(query: unknown): Readonly<Record<string, unknown>> {
  return (typeof query === 'object' && query !== null && PARSED.get(query)) || {};
}
