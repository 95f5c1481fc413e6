import { isCutOff } from './json-boundary.js';
import { jsonRecord } from './json-record.js';
import { unreadable } from './source-error.js';
import { MAX_ITEM_LENGTH, type SourceRecord } from './source-record.js';

/**
 * Reads newline-delimited JSON: one object per line, LF or CRLF, blank lines skipped. A line
 * that isn't an object becomes a record with an error. The records come as many at once as the
 * piece of text at hand holds.
 * @param file its name, for records and errors
 * @throws SourceError when a line is too long, or the file breaks off in the middle of an object
 */
export async function* readNdjson(
  file: string,
  pieces: AsyncIterable<string>,
): AsyncGenerator<SourceRecord[]> {
  let line = 1;
  let rest = '';
  for await (const piece of pieces) {
    const records: SourceRecord[] = [];
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      const text = rest + piece.slice(start, end);
      if (!isBlank(text)) records.push(jsonRecord(file, line, text));
      rest = '';
      start = end + 1;
      line++;
    }
    rest += piece.slice(start);
    if (rest.length > MAX_ITEM_LENGTH) throw unreadable(file, line, 'longer than 16 MiB');
    if (records.length > 0) yield records;
  }
  if (!isBlank(rest)) yield [lastRecord(file, line, rest)];
}

/**
 * The line end after the last item may be missing. But an object that isn't closed there is a
 * file that was cut off, and what is lost behind it can't be known: that is no rejected row.
 */
function lastRecord(file: string, line: number, text: string): SourceRecord {
  const record = jsonRecord(file, line, text);
  if (record.error !== undefined && isCutOff(text)) {
    throw unreadable(file, line, 'it breaks off in the middle of an item');
  }
  return record;
}

function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 32 && /^[ \t\r]*$/.test(text));
}
