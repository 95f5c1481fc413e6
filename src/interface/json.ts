/**
 * A value that `JSON.stringify` writes as the given text. Numbers are kept this way where their
 * form matters: `JSON.stringify(5000)` has no decimal point, and the interface asks for one.
 */
export interface RawJson {
  readonly rawJSON: string;
}

// In the language since ES2025 and in Node 22; the TypeScript library does not know it yet.
const { rawJSON } = JSON as unknown as { rawJSON(this: void, text: string): RawJson };

export { rawJSON };
