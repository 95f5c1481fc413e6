import { type Parser, parse } from 'csv-parse';
import { countLines } from './count-lines.js';
import { codeOf, SourceError, unreadable } from './source-error.js';

/** Bytes. No honest row is as long as 1 MiB: beyond it, a quote has swallowed the rows. */
const MAX_ROW_SIZE = 1024 * 1024;

/** One row of a CSV file and the 1-based line where it starts. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/**
 * Splits CSV text into rows by RFC 4180, the header among them, blank lines left out. A row
 * may have any number of cells.
 * @param file its name, for errors
 * @throws SourceError when a quote is where none may be or is never closed, or the delimiter is none
 */
export async function* readCsvRows(
  file: string,
  pieces: AsyncIterable<string>,
  delimiter = ',',
): AsyncGenerator<CsvRow[]> {
  const state = { line: 1, rows: [] as CsvRow[] };
  const parser = createParser(file, delimiter, state);
  try {
    for await (const piece of pieces) {
      await push(parser, piece);
      if (state.rows.length > 0) yield state.rows.splice(0);
    }
    await push(parser);
  } catch (error) {
    const reason = REASONS[codeOf(error) ?? ''];
    throw reason === undefined ? error : unreadable(file, state.line, reason);
  } finally {
    parser.destroy();
  }
  if (state.rows.length > 0) yield state.rows;
}

/**
 * The rows are taken in the parser's hook and none is left to its output side: reading rows one
 * by one costs a promise each, and rows that wait there would be lost when the parser fails.
 */
function createParser(
  file: string,
  delimiter: string,
  state: { line: number; rows: CsvRow[] },
): Parser {
  if (delimiter === '' || /["\r\n]/.test(delimiter)) {
    throw new SourceError(`${file} cannot be read with the delimiter ${JSON.stringify(delimiter)}`);
  }
  const take = (cells: string[]): null => {
    if (cells.length > 1 || cells[0] !== '') state.rows.push({ line: state.line, cells });
    // The parser counts CRLF in quotes twice, so the lines are counted here.
    state.line += 1 + lineFeeds(cells);
    return null;
  };
  const parser = parse({
    delimiter,
    // Named, because the parser otherwise takes the first line's end for all lines, and then
    // joins rows or leaves a CR in the last cell where a file mixes both.
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    max_record_size: MAX_ROW_SIZE,
    on_record: take,
  });
  return parser.on('error', () => undefined).resume();
}

/** Gives the parser a piece, or without one tells it that the text is over. */
function push(parser: Parser, piece?: string): Promise<void> {
  return new Promise((done, failed) => {
    const settle = (error?: Error | null): void => (error ? failed(error) : done());
    if (piece === undefined) parser.end(settle);
    else parser.write(piece, settle);
  });
}

function lineFeeds(cells: string[]): number {
  let count = 0;
  for (const cell of cells) count += countLines(cell);
  return count;
}

/** csv-parse's error codes in our words; its own count lines in another way. */
const REASONS: Readonly<Record<string, string | undefined>> = {
  CSV_QUOTE_NOT_CLOSED: 'the row that starts here has a quote that is never closed',
  CSV_MAX_RECORD_SIZE: 'the row that starts here is longer than 1 MiB: is a quote not closed?',
  CSV_INVALID_CLOSING_QUOTE:
    'the row that starts here has text after a closing quote (quotes inside are doubled)',
  INVALID_OPENING_QUOTE:
    'the row that starts here has a quote inside a cell that does not begin with one',
};
