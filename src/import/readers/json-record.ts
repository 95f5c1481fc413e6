import { parseJson } from '../../interface/lossless-json.js';
import { NumberLiteral } from '../../interface/number-literal.js';
import type { SourceItem, SourceLines, SourceRecord } from './source-record.js';

/** The records of an item, parsed if they are still text. A line that is blank is none. */
export function* recordsOf(item: SourceItem): Generator<SourceRecord> {
  if ('text' in item) yield jsonRecord(item.file, item.line, item.text);
  else if ('lines' in item) yield* recordsOfLines(item);
  else yield item;
}

function* recordsOfLines({ file, line: first, lines }: SourceLines): Generator<SourceRecord> {
  let line = first;
  for (let start = 0; start < lines.length; line++) {
    const found = lines.indexOf('\n', start);
    const end = found === -1 ? lines.length : found;
    const text = lines.slice(start, end);
    if (!isBlank(text)) yield jsonRecord(file, line, text);
    start = end + 1;
  }
}

/** Whether a line holds nothing. */
export function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 32 && /^[ \t\r]*$/.test(text));
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
