import { rawJSON, type RawJson } from './json.js';

/**
 * A JSON number kept as it was written, because a double could not hold it exactly
 * (`123456789012345.678`) or would print it in another form (`1e3`).
 */
export class NumberLiteral {
  constructor(readonly source: string) {}

  toJSON(): RawJson {
    return rawJSON(this.source);
  }
}
