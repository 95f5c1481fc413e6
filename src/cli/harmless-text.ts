/**
 * A text for a terminal. What came in a file or a message must not move the cursor, colour what
 * follows, or turn its direction round; line ends and tabs stay.
 */
export function harmlessText(text: string): string {
  return text.replaceAll(CONTROLS, '\u{fffd}');
}

const CONTROLS =
  // oxlint-disable-next-line no-control-regex -- that is what it is for
  /[\u{0}-\u{8}\u{b}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;
