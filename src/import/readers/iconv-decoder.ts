import iconv from 'iconv-lite';
import { type ByteDecoder, UndecodableBytes } from './text-decoder.js';

/**
 * iconv-lite makes room for the characters of a piece by the piece's length and drops what
 * doesn't fit: half of a surrogate pair, when a GB 18030 character's last byte comes alone. So
 * it never gets less than this at once, unless the whole text is shorter.
 */
const HELD_BACK = 16;

/** Any encoding that iconv-lite knows, by name. */
export class IconvDecoder implements ByteDecoder {
  private readonly stream: iconv.DecoderStream;
  private held: Buffer = Buffer.alloc(0);

  constructor(private readonly encoding: string) {
    this.stream = iconv.getDecoder(encoding);
  }

  write(bytes: Buffer): string {
    const data = Buffer.concat([this.held, bytes]);
    const cut = data.length - HELD_BACK < HELD_BACK ? 0 : data.length - HELD_BACK;
    this.held = data.subarray(cut);
    return cut === 0 ? '' : this.checked(this.stream.write(data.subarray(0, cut)));
  }

  end(): string {
    return this.checked(this.stream.write(this.held) + (this.stream.end() ?? ''));
  }

  /** iconv-lite writes U+FFFD for bytes without a meaning. */
  private checked(text: string): string {
    const fault = text.indexOf('\uFFFD');
    if (fault === -1) return text;
    throw new UndecodableBytes(`bytes that are not ${this.encoding}`, text.slice(0, fault));
  }
}
