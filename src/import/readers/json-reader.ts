import { ElementSplitter } from './json-elements.js';
import type { SourceText } from './source-record.js';

/**
 * Reads a JSON array element by element; memory holds one element at a time. Whether an element is
 * an object, and valid JSON between its brackets, is for its parsing to find.
 *
 * The array is only split here, by brackets and quotes, and each element's text goes to
 * `parseJson`: streaming parsers hand out tokens as JavaScript values, and then the text of the
 * numbers is lost, and with it digits and repeated names.
 * @param file its name, for items and errors
 * @throws SourceError when anything around the elements is malformed: not an array, no comma
 *   between two elements, no closing bracket, text after the end
 */
export async function* readJson(
  file: string,
  pieces: AsyncIterable<string>,
): AsyncGenerator<SourceText[]> {
  const splitter = new ElementSplitter(file);
  for await (const piece of pieces) {
    const items = splitter.write(piece).map(({ line, text }) => ({ file, line, text }));
    if (items.length > 0) yield items;
  }
  splitter.end();
}
