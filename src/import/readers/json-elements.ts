import { JsonBoundary } from './json-boundary.js';
import { type SourceError, unreadable } from './source-error.js';
import { MAX_ITEM_LENGTH } from './source-record.js';

/** An element of a JSON array as it is written, and the 1-based line where it starts. */
export interface JsonElement {
  line: number;
  text: string;
}

/** What may come next between the elements, and how an error puts it. */
const EXPECTED = {
  array: 'the file is not a JSON array: expected "["',
  elementOrEnd: 'expected an item or "]"',
  element: 'expected an item after the comma',
  commaOrEnd: 'expected "," or "]" after an item',
  nothing: 'text after the end of the array',
} as const;

/** Splits the text of a JSON array, given in pieces, into the texts of its elements. */
export class ElementSplitter {
  private line = 1;
  private expected: keyof typeof EXPECTED = 'array';
  private open: { line: number; text: string; boundary: JsonBoundary } | undefined;

  /** @param file its name, for errors */
  constructor(private readonly file: string) {}

  /** The elements that end in this piece. @throws SourceError when the array is malformed */
  write(piece: string): JsonElement[] {
    const elements: JsonElement[] = [];
    for (let at = 0; at < piece.length;) {
      at = this.open ? this.inside(piece, at, elements) : this.between(piece, at);
    }
    return elements;
  }

  /** To be called after the last piece. @throws SourceError when the array isn't closed */
  end(): void {
    if (this.open) throw this.fault(this.open.line, 'the last item is not closed');
    if (this.expected !== 'nothing') throw this.fault(this.line, 'the array is not closed');
  }

  /** Takes one character between elements, or opens an element there. Returns where to go on. */
  private between(piece: string, at: number): number {
    const char = piece.charAt(at);
    if (char === '\n') this.line++;
    if (char === '\n' || char === ' ' || char === '\r' || char === '\t') return at + 1;
    if (this.expected === 'array' && char === '[') this.expected = 'elementOrEnd';
    else if (this.mayEnd() && char === ']') this.expected = 'nothing';
    else if (this.expected === 'commaOrEnd' && char === ',') this.expected = 'element';
    else if (this.mayStart() && !']},:'.includes(char)) {
      this.open = { line: this.line, text: '', boundary: new JsonBoundary() };
      return at;
    } else throw this.fault(this.line, EXPECTED[this.expected]);
    return at + 1;
  }

  private mayStart(): boolean {
    return this.expected === 'element' || this.expected === 'elementOrEnd';
  }

  private mayEnd(): boolean {
    return this.expected === 'commaOrEnd' || this.expected === 'elementOrEnd';
  }

  /** Goes on in the open element, up to its end or the end of the piece. */
  private inside(piece: string, at: number, elements: JsonElement[]): number {
    const open = this.open;
    if (!open) return at;
    const end = open.boundary.advance(piece, at);
    if (open.boundary.mismatch) {
      throw this.fault(open.line, 'the brackets of the item that starts here do not match');
    }
    open.text += piece.slice(at, end === -1 ? piece.length : end);
    if (open.text.length > MAX_ITEM_LENGTH) throw this.fault(open.line, 'longer than 16 MiB');
    if (end === -1) return piece.length;
    elements.push({ line: open.line, text: open.text });
    this.line = open.line + open.boundary.lineFeeds;
    this.open = undefined;
    this.expected = 'commaOrEnd';
    return end;
  }

  private fault(line: number, reason: string): SourceError {
    return unreadable(this.file, line, reason);
  }
}
