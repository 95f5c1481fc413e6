import iconv from 'iconv-lite';
import { IconvDecoder } from './iconv-decoder.js';
import { SourceError } from './source-error.js';
import type { ByteDecoder } from './text-decoder.js';
import { Utf16Decoder } from './utf16-decoder.js';
import { Utf8Decoder } from './utf8-decoder.js';

/** Node's ways to write bytes as text: known to iconv-lite, but no encodings of text. */
const NO_ENCODINGS = new Set(['base64', 'hex', 'binary']);

/**
 * A decoder for bytes whose encoding was named, by default UTF-8. A byte order mark at their
 * start counts more than the name and is no part of the text.
 * @throws SourceError when no such encoding is known
 */
export function createDecoder(encoding = 'utf-8'): ByteDecoder {
  return new MarkDecoder(named(encoding));
}

function named(encoding: string): ByteDecoder {
  const plain = encoding.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (plain === 'utf8') return new Utf8Decoder();
  if (plain === 'utf16' || plain === 'utf16le' || plain === 'ucs2') return new Utf16Decoder('LE');
  if (plain === 'utf16be') return new Utf16Decoder('BE');
  if (NO_ENCODINGS.has(plain) || !iconv.encodingExists(encoding)) {
    throw new SourceError(`the encoding ${JSON.stringify(encoding)} is not known`);
  }
  return new IconvDecoder(encoding);
}

/** Waits for the first three bytes, then leaves the work to the decoder they ask for. */
class MarkDecoder implements ByteDecoder {
  private head: Buffer = Buffer.alloc(0);
  private inner: ByteDecoder | undefined;

  constructor(private readonly unmarked: ByteDecoder) {}

  write(bytes: Buffer): string {
    if (this.inner) return this.inner.write(bytes);
    this.head = Buffer.concat([this.head, bytes]);
    return this.head.length < 3 ? '' : this.start();
  }

  end(): string {
    const text = this.inner ? '' : this.start();
    return text + (this.inner?.end() ?? '');
  }

  private start(): string {
    const [first, second, third] = this.head;
    const little = first === 0xff && second === 0xfe;
    const big = first === 0xfe && second === 0xff;
    const utf8 = first === 0xef && second === 0xbb && third === 0xbf;
    this.inner = this.unmarked;
    if (utf8) this.inner = new Utf8Decoder();
    if (little || big) this.inner = new Utf16Decoder(little ? 'LE' : 'BE');
    return this.inner.write(this.head.subarray(utf8 ? 3 : little || big ? 2 : 0));
  }
}
