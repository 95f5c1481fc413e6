import { ElementSplitter } from './json-elements.js';
import { jsonRecord } from './json-record.js';
import type { SourceRecord } from './source-record.js';

/**
 * Reads a JSON array of objects element by element; memory holds one element at a time. An
 * element that isn't an object, or isn't valid JSON between its brackets, becomes a record with
 * an error.
 *
 * The array is only split here, by brackets and quotes, and each element's text goes to
 * `parseJson`: streaming parsers hand out tokens as JavaScript values, and then the text of the
 * numbers is lost, and with it digits and repeated names.
 * @param file its name, for records and errors
 * @throws SourceError when anything around the elements is malformed: not an array, no comma
 *   between two elements, no closing bracket, text after the end
 */
export async function* readJson(
  file: string,
  pieces: AsyncIterable<string>,
): AsyncGenerator<SourceRecord[]> {
  const splitter = new ElementSplitter(file);
  for await (const piece of pieces) {
    const records = splitter.write(piece).map(({ line, text }) => jsonRecord(file, line, text));
    if (records.length > 0) yield records;
  }
  splitter.end();
}
