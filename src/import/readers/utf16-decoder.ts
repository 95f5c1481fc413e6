import { type ByteDecoder, UndecodableBytes } from './text-decoder.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Strict UTF-16 in either byte order. */
export class Utf16Decoder implements ByteDecoder {
  private carry: Buffer = Buffer.alloc(0);

  constructor(private readonly order: 'LE' | 'BE') {}

  write(bytes: Buffer): string {
    const data = Buffer.concat([this.carry, bytes]);
    const cut = this.wholeCharacters(data);
    this.carry = Buffer.from(data.subarray(cut));
    // concat made a copy, so the bytes may be swapped in place.
    const whole = data.subarray(0, cut);
    const text = (this.order === 'BE' ? whole.swap16() : whole).toString('utf16le');
    const fault = text.search(LONE_SURROGATE);
    if (fault !== -1) {
      throw new UndecodableBytes('half a surrogate pair, not UTF-16', text.slice(0, fault));
    }
    return text;
  }

  end(): string {
    if (this.carry.length > 0) throw new UndecodableBytes('a UTF-16 character is cut off', '');
    return '';
  }

  /** The length without an odd byte and without a high surrogate whose partner isn't here yet. */
  private wholeCharacters(data: Buffer): number {
    const even = data.length - (data.length % 2);
    if (even === 0) return 0;
    const last = this.order === 'BE' ? data.readUInt16BE(even - 2) : data.readUInt16LE(even - 2);
    return last >= 0xd800 && last < 0xdc00 ? even - 2 : even;
  }
}
