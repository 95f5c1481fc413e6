/**
 * One item of an import file, or the reason why it is none.
 *
 * A CSV record may have both: then it is rejected like any other with an `error`, and `value`
 * holds the columns of its key and nothing else, to tell which published item it would replace.
 */
export interface SourceRecord {
  /** Name of the file, without its folder. */
  file: string;
  /** 1-based line where the item starts. */
  line: number;
  /** True for CSV: every leaf is text, still to be parsed by its field's type. */
  textual: boolean;
  value?: Record<string, unknown>;
  /** Why this item is rejected; the items after it go on. */
  error?: string;
}

/** An item of a JSON file as it is written, still to be parsed. */
export interface SourceText {
  /** Name of the file, without its folder. */
  file: string;
  /** 1-based line where the item starts. */
  line: number;
  text: string;
}

/** Whole lines of newline-delimited JSON as they are written, still to be split and parsed. */
export interface SourceLines {
  /** Name of the file, without its folder. */
  file: string;
  /** 1-based line of the first. */
  line: number;
  lines: string;
}

/** What readers give: JSON as it is written, as parsing it is the larger part of the work. */
export type SourceItem = SourceText | SourceLines | SourceRecord;

/** How import files are to be read. */
export interface ReadOptions {
  /** Name of the encoding for files without a byte order mark; UTF-8 when left out. */
  encoding?: string;
  /** Between the cells of a CSV row; a comma when left out. */
  delimiter?: string;
  /** Told the bytes newly read of the file as stored, that is before decompression. */
  onBytes?: (bytes: number) => void;
  /** Ends the reading with the signal's reason. */
  signal?: AbortSignal;
  /** Bytes read from the disk at once. */
  chunkSize?: number;
}

/** A line of NDJSON or an element of a JSON array may have so many characters: 16 Mi. */
export const MAX_ITEM_LENGTH = 16 * 1024 * 1024;
