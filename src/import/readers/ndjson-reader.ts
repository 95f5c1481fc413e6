import { isCutOff } from './json-boundary.js';
import { jsonRecord } from './json-record.js';
import { unreadable } from './source-error.js';
import { MAX_ITEM_LENGTH, type SourceText } from './source-record.js';

/**
 * Reads newline-delimited JSON: one item per line, LF or CRLF, blank lines skipped. The items come
 * as many at once as the piece of text at hand holds.
 * @param file its name, for items and errors
 * @throws SourceError when a line is too long, or the file breaks off in the middle of an object
 */
export async function* readNdjson(
  file: string,
  pieces: AsyncIterable<string>,
): AsyncGenerator<SourceText[]> {
  let line = 1;
  let rest = '';
  for await (const piece of pieces) {
    const items: SourceText[] = [];
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      const text = rest + piece.slice(start, end);
      if (!isBlank(text)) items.push({ file, line, text });
      rest = '';
      start = end + 1;
      line++;
    }
    rest += piece.slice(start);
    if (rest.length > MAX_ITEM_LENGTH) throw unreadable(file, line, 'longer than 16 MiB');
    if (items.length > 0) yield items;
  }
  if (!isBlank(rest)) yield [lastItem(file, line, rest)];
}

/**
 * The line end after the last item may be missing. But an object that isn't closed there is a
 * file that was cut off, and what is lost behind it can't be known: that is no rejected row.
 */
function lastItem(file: string, line: number, text: string): SourceText {
  if (jsonRecord(file, line, text).error !== undefined && isCutOff(text)) {
    throw unreadable(file, line, 'it breaks off in the middle of an item');
  }
  return { file, line, text };
}

function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 32 && /^[ \t\r]*$/.test(text));
}
