import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Writes each item as one line of JSON and returns how many there were. An item is drawn only when
 * there is room for it: one chunk is prepared while another is on its way to the disk.
 */
export async function writeLines(
  path: string,
  items: Iterable<object>,
  onChunk: (rows: number) => void,
): Promise<number> {
  let rows = 0;
  function* chunks() {
    let chunk = '';
    for (const item of items) {
      chunk += `${JSON.stringify(item)}\n`;
      rows += 1;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      yield chunk;
      chunk = '';
      onChunk(rows);
    }
    if (chunk !== '') yield chunk;
  }
  await pipeline(Readable.from(chunks(), { highWaterMark: 1 }), createWriteStream(path));
  onChunk(rows);
  return rows;
}
