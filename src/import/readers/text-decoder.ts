/** Turns bytes into text piece by piece; characters may be cut anywhere between pieces. */
export interface ByteDecoder {
  /** @throws UndecodableBytes */
  write(bytes: Buffer): string;
  /** The rest, after the last bytes. @throws UndecodableBytes when a character is cut off */
  end(): string;
}

/** Bytes that have no meaning in the encoding: never replaced by U+FFFD, always an error. */
export class UndecodableBytes extends Error {
  /**
   * @param reason what is wrong
   * @param before text of the same piece that stands before the fault, to count its lines
   */
  constructor(
    readonly reason: string,
    readonly before: string,
  ) {
    super(reason);
  }
}
