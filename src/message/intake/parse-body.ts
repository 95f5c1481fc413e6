import { parseJson } from '../../interface/lossless-json.js';
import { asObject, type JsonObject } from '../../interface/message/json-values.js';
import { unacceptableBody } from './unacceptable.js';

/**
 * Most values in one message: members and elements. The largest shopping cart has some thousands; what
 * is made of millions would take memory many times its own length.
 */
const MOST_VALUES = 200_000;

/** A body that was read. */
export interface ParsedBody {
  readonly object: JsonObject;
  /** Whether strings in it were written with `\u`: only then can they hold any code unit. */
  readonly hasEscapes: boolean;
}

/**
 * Parses the JSON object of a body, which is UTF-8.
 * @throws AppError `invalid-message` for anything else, for a name that is there twice, for nesting that
 *   is too deep and for too many values
 */
export function parseBody(bytes: Uint8Array): ParsedBody {
  const text = decode(bytes);
  if (text.trim() === '') throw unacceptableBody('is empty');
  if (hasTooManyValues(text)) throw unacceptableBody(`has more than ${MOST_VALUES} values`);
  const parsed = parseJson(text);
  if ('error' in parsed) throw unacceptableBody(`is not valid JSON: ${parsed.error}`);
  const object = asObject(parsed.value);
  if (!object) throw unacceptableBody('must be a JSON object');
  return { object, hasEscapes: text.includes('\\u') };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unacceptableBody('is not UTF-8', error);
  }
}

const QUOTE = 34;
const COMMA = 44;
const BRACKET = 91;
const BACKSLASH = 92;
const BRACE = 123;

/** Counts before anything is parsed. The text need not be JSON. */
function hasTooManyValues(text: string): boolean {
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = closingQuote(text, at);
    else if (code === COMMA || code === BRACKET || code === BRACE) values++;
    if (values > MOST_VALUES) return true;
  }
  return false;
}

function closingQuote(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((at - before) % 2 === 1) return at;
  }
  return text.length;
}
