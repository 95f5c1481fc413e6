import { isUtf8 } from 'node:buffer';
import { type ByteDecoder, UndecodableBytes } from './text-decoder.js';

const INVALID = 'bytes that are not UTF-8 (if the file has another encoding, name it)';
const LINE_FEED = 10;

/**
 * Strict UTF-8. Checking and decoding whole pieces natively is several times as fast as a
 * streaming TextDecoder, so only the cut-off character at a piece's end is carried over by hand.
 */
export class Utf8Decoder implements ByteDecoder {
  private carry: Buffer = Buffer.alloc(0);

  write(bytes: Buffer): string {
    const data = this.carry.length > 0 ? Buffer.concat([this.carry, bytes]) : bytes;
    const cut = wholeCharacters(data);
    const whole = data.subarray(0, cut);
    if (!isUtf8(whole)) throw new UndecodableBytes(INVALID, validLines(whole));
    this.carry = Buffer.from(data.subarray(cut));
    return whole.toString('utf8');
  }

  end(): string {
    if (this.carry.length > 0) throw new UndecodableBytes('a UTF-8 character is cut off', '');
    return '';
  }
}

/** The length without a character that starts in the last three bytes and isn't complete. */
function wholeCharacters(data: Buffer): number {
  for (let back = 1; back <= Math.min(3, data.length); back++) {
    const byte = data[data.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? data.length - back : data.length;
    }
  }
  return data.length;
}

/** The lines before the first one with invalid bytes. */
function validLines(data: Buffer): string {
  let start = 0;
  for (;;) {
    const end = data.indexOf(LINE_FEED, start) + 1;
    if (end === 0 || !isUtf8(data.subarray(start, end))) break;
    start = end;
  }
  return data.toString('utf8', 0, start);
}
