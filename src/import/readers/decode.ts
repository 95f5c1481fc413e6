import { createReadStream } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { countLines } from './count-lines.js';
import { createDecoder } from './encoding.js';
import { reasonOf, SourceError, unreadable } from './source-error.js';
import type { SourceFile } from './source-file.js';
import type { ReadOptions } from './source-record.js';
import { UndecodableBytes } from './text-decoder.js';

/** Large reads from the disk are cheap … */
const READ_SIZE = 512 * 1024;
/** … but strings beyond some 100 KB leave V8's young generation, and decoding gets slow. */
const PIECE_SIZE = 64 * 1024;

/**
 * The text of a file in pieces, decompressed and decoded, without its byte order mark.
 * @throws SourceError naming file and line when bytes are invalid in the encoding or the file
 *   (or its gzip data) can't be read to its end; the signal's reason when that is aborted
 */
export async function* decode(file: SourceFile, options: ReadOptions): AsyncGenerator<string> {
  const lines = new LineCount();
  const decoder = createDecoder(options.encoding);
  try {
    for await (const bytes of open(file, options)) {
      for (let at = 0; at < bytes.length; at += PIECE_SIZE) {
        const text = lines.after(decoder.write(bytes.subarray(at, at + PIECE_SIZE)));
        if (text !== '') yield text;
      }
    }
    yield decoder.end();
  } catch (error) {
    throw asSourceError(error, file, lines, options.signal);
  }
}

async function* open(file: SourceFile, options: ReadOptions): AsyncGenerator<Buffer> {
  if (file.compressed) return yield* openCompressed(file, options);
  const { signal, chunkSize = READ_SIZE, onBytes } = options;
  const handle = await openFile(file.path);
  try {
    // One piece of memory for the whole file: new ones would keep the garbage collector busy.
    const buffer = Buffer.allocUnsafeSlow(chunkSize);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, chunkSize);
      if (bytesRead === 0) return;
      onBytes?.(bytesRead);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* openCompressed(file: SourceFile, options: ReadOptions): AsyncGenerator<Buffer> {
  const { signal, chunkSize = READ_SIZE } = options;
  const stored = createReadStream(file.path, { highWaterMark: chunkSize, signal });
  const content: Readable = pipeline(stored, createGunzip({ chunkSize: PIECE_SIZE }), () => {
    // The fault comes out of the last stream, where it is read.
  });
  let reported = 0;
  for await (const bytes of content as AsyncIterable<Buffer>) {
    options.onBytes?.(stored.bytesRead - reported);
    reported = stored.bytesRead;
    yield bytes;
  }
  if (stored.bytesRead > reported) options.onBytes?.(stored.bytesRead - reported);
}

function asSourceError(
  error: unknown,
  file: SourceFile,
  lines: LineCount,
  signal?: AbortSignal,
): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof SourceError) return error;
  if (error instanceof UndecodableBytes) {
    lines.after(error.before);
    return unreadable(file.name, lines.current, error.reason);
  }
  const what = file.compressed ? 'the gzip data is cut off or damaged: ' : '';
  return unreadable(file.name, lines.current, what + reasonOf(error));
}

class LineCount {
  /** 1-based line where the text seen so far ends. */
  current = 1;

  after(text: string): string {
    this.current += countLines(text);
    return text;
  }
}
