import { countLines } from './readers/count-lines.js';
import { createDecoder } from './readers/encoding.js';
import { reasonOf, unreadable } from './readers/source-error.js';
import { UndecodableBytes } from './readers/text-decoder.js';

/** What the body of a push is called in messages, as if it were a file. */
export const BODY = 'request body';

// A sender may write line by line; rows in small batches would take several times as long.
const PIECE_LENGTH = 96 * 1024;

/**
 * The text of a body, in pieces of some size, which is UTF-8.
 * @throws SourceError naming the line, when the body breaks off or is not UTF-8
 */
export async function* textOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = createDecoder();
  let line = 1;
  let text = '';
  try {
    for await (const bytes of body) {
      const more = decoder.write(bytes);
      text += more;
      line += countLines(more);
      if (text.length < PIECE_LENGTH) continue;
      yield text;
      text = '';
    }
    yield text + decoder.end();
  } catch (error) {
    if (error instanceof UndecodableBytes) line += countLines(error.before);
    throw unreadable(BODY, line, reasonOf(error));
  }
}
