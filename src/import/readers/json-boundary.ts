const QUOTE = 34;
const BACKSLASH = 92;
const LINE_FEED = 10;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const COMMA = 44;

/**
 * Finds the end of one JSON value in text that comes in pieces, by its brackets and quotes
 * alone. Whether what lies between is valid JSON is left to a real parser.
 */
export class JsonBoundary {
  /** Line feeds passed so far, inside the value. */
  lineFeeds = 0;
  /** Set when a bracket is closed by one of the other kind: the value has no end to be found. */
  mismatch = false;
  private readonly closers: number[] = [];
  private inString = false;
  private escaped = false;
  private started = false;
  private ended = false;

  /**
   * Goes on at `from`. Returns the index just past the value, or -1 when it goes on in the next
   * piece (or `mismatch` is set). A number or word ends before the comma, bracket or space that
   * follows it.
   */
  advance(text: string, from: number): number {
    let at = from;
    while (at < text.length) {
      if (this.inString) at = this.passString(text, at);
      else {
        const code = text.charCodeAt(at);
        if (this.closers.length === 0 && this.started && endsWord(code)) return at;
        this.structure(code);
        this.started = true;
        at++;
      }
      if (this.mismatch) return -1;
      if (this.ended) return at;
    }
    return -1;
  }

  /** True while nothing but a number or word was seen: the end of the text is its end too. */
  get isWord(): boolean {
    return !this.inString && this.closers.length === 0;
  }

  /** Goes on inside a string, to just past its closing quote or to the end of the piece. */
  private passString(text: string, from: number): number {
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED) this.lineFeeds++;
      if (this.escaped) this.escaped = false;
      else if (code === BACKSLASH) this.escaped = true;
      else if (code === QUOTE) {
        this.inString = false;
        this.ended = this.closers.length === 0;
        return at + 1;
      }
    }
    return at;
  }

  private structure(code: number): void {
    if (code === QUOTE) this.inString = true;
    else if (code === OPEN_BRACE) this.closers.push(CLOSE_BRACE);
    else if (code === OPEN_BRACKET) this.closers.push(CLOSE_BRACKET);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      this.mismatch = this.closers.pop() !== code;
      this.ended = this.closers.length === 0;
    } else if (code === LINE_FEED) this.lineFeeds++;
  }
}

function endsWord(code: number): boolean {
  return code <= 32 || code === COMMA || code === CLOSE_BRACKET || code === CLOSE_BRACE;
}

/** Whether the text starts a JSON object or array that goes on past the text's end. */
export function isCutOff(text: string): boolean {
  const boundary = new JsonBoundary();
  const start = text.search(/\S/);
  if (start === -1 || boundary.advance(text, start) !== -1) return false;
  return !boundary.isWord && !boundary.mismatch;
}
