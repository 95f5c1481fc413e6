import { parseJson } from '../interface/lossless-json.js';
import type { JsonObject } from '../interface/message/json-values.js';

/** The object in a column that is read as text, so that no digit of a number is lost. */
export function jsonIn(column: string): JsonObject {
  const parsed = parseJson(column);
  if ('error' in parsed) throw new Error(`What is stored cannot be read: ${parsed.error}`);
  return parsed.value as JsonObject;
}
