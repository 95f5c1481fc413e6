const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Counts the places in a valid JSON text that may end a member's name: a colon after a quote.
 * All names are among them; a string such as `":"` adds to the count. So if the parsed value
 * has as many members, no name was there twice; if it has fewer, `duplicateName` must look.
 * Also tells whether a member's value may be a number of 16 digits or more or with an exponent.
 */
export function scanMembers(text: string): { names: number; longNumber: boolean } {
  let names = 0;
  let longNumber = false;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (isSpace(text.charCodeAt(before))) before--;
    if (text.charCodeAt(before) !== QUOTE) continue;
    names++;
    longNumber ||= startsLongNumber(text, at + 1);
  }
  return { names, longNumber };
}

function startsLongNumber(text: string, from: number): boolean {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) === 45) at++;
  const start = at;
  while (isDigitOrPoint(text.charCodeAt(at))) at++;
  // 16 characters are at least 15 digits and the point: too many are taken, never too few.
  return at - start >= 16 || (at > start && (text.charCodeAt(at) | 32) === 101);
}

/**
 * The first member name that is there twice in one object of a valid JSON text, escapes decoded;
 * undefined if there is none.
 */
export function duplicateName(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(undefined);
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = stringEnd(text, at);
      const names = open.at(-1);
      if (names && isName(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string;
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Just past the closing quote of the string that starts at `from`. */
function stringEnd(text: string, from: number): number {
  let at = from + 1;
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

function isName(text: string, end: number): boolean {
  let at = end;
  while (isSpace(text.charCodeAt(at))) at++;
  return text.charAt(at) === ':';
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function isDigitOrPoint(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46;
}
