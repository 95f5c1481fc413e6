import { countLines } from './count-lines.js';
import { isCutOff } from './json-boundary.js';
import { isBlank, jsonRecord } from './json-record.js';
import { unreadable } from './source-error.js';
import { MAX_ITEM_LENGTH, type SourceLines } from './source-record.js';

/**
 * Reads newline-delimited JSON: one item per line, LF or CRLF, blank lines skipped. It is only cut
 * after a line here; whether a line is an object is for its parsing to find.
 * @param file its name, for items and errors
 * @throws SourceError when a line is too long, or the file breaks off in the middle of an object
 */
export async function* readNdjson(
  file: string,
  pieces: AsyncIterable<string>,
): AsyncGenerator<SourceLines[]> {
  let line = 1;
  let rest = '';
  for await (const piece of pieces) {
    const end = piece.lastIndexOf('\n') + 1;
    if (end > 0) {
      const lines = rest + piece.slice(0, end);
      yield [{ file, line, lines }];
      line += countLines(lines);
      rest = '';
    }
    rest += piece.slice(end);
    if (rest.length > MAX_ITEM_LENGTH) throw unreadable(file, line, 'longer than 16 MiB');
  }
  if (!isBlank(rest)) yield [lastLine(file, line, rest)];
}

/**
 * The line end after the last item may be missing. But an object that isn't closed there is a
 * file that was cut off, and what is lost behind it can't be known: that is no rejected row.
 */
function lastLine(file: string, line: number, lines: string): SourceLines {
  if (jsonRecord(file, line, lines).error !== undefined && isCutOff(lines)) {
    throw unreadable(file, line, 'it breaks off in the middle of an item');
  }
  return { file, line, lines };
}
