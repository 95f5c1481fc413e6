import { NumberLiteral, parseJson } from './lossless-json.js';
import type { SourceItem, SourceRecord } from './source-record.js';

/** The record of an item, parsed if it is still a text. */
export function toRecord(item: SourceItem): SourceRecord {
  return 'text' in item ? jsonRecord(item.file, item.line, item.text) : item;
}

/** The record of one item's text: its value, or why it is rejected. */
export function jsonRecord(file: string, line: number, text: string): SourceRecord {
  const parsed = parseJson(text);
  if ('error' in parsed) return { file, line, textual: false, error: parsed.error };
  const { value } = parsed;
  return isObject(value)
    ? { file, line, textual: false, value }
    : { file, line, textual: false, error: 'not a JSON object' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !(value instanceof NumberLiteral);
}
