import { duplicateName, scanMembers } from './json-members.js';
import { NumberLiteral } from './number-literal.js';

/** Objects and arrays may be nested this deep. */
const MAX_DEPTH = 64;

/** JSON.parse with the reviver's third parameter, which the ES2023 types don't know. */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (name: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

/**
 * Parses one JSON value without changing any number and without dropping any member:
 * - a number that might lose digits comes as NumberLiteral, all others as numbers;
 * - a member name that is there twice in one object is an error;
 * - a member called `__proto__` is plain data;
 * - nesting deeper than 64 is an error.
 */
export function parseJson(text: string): { value: unknown } | { error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: syntaxReason(error) };
  }
  const tally = { names: 0, loose: typeof value === 'number' };
  if (!take(value, tally, 1)) return { error: `nested deeper than ${MAX_DEPTH} levels` };
  const members = scanMembers(text);
  if (members.names !== tally.names) {
    const name = duplicateName(text);
    if (name !== undefined) return { error: `the name ${JSON.stringify(name)} is there twice` };
  }
  const exact = !members.longNumber && !(tally.loose && LONG_NUMBER.test(text));
  return { value: exact ? value : parseWithSource(text, keepDigits) };
}

/** What a walk through a parsed value counts. */
interface Tally {
  names: number;
  /** A number that is no member's value: scanMembers doesn't see those. */
  loose: boolean;
}

/** Adds the value to the tally; false if it is nested too deep. */
function take(value: unknown, tally: Tally, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (const element of value as unknown[]) {
      if (typeof element === 'number') tally.loose = true;
      else if (!take(element, tally, depth + 1)) return false;
    }
    return true;
  }
  // Own members only, `__proto__` too; a for-in loop over objects of many shapes takes as long as
  // parsing them.
  const members: unknown[] = Object.values(value);
  tally.names += members.length;
  return members.every((member) => typeof member !== 'object' || take(member, tally, depth + 1));
}

/** May match inside a string too: then the slow way is taken for nothing, with the same result. */
const LONG_NUMBER = /(?:^|[[,:\s])-?(?:\d[\d.]{15}|[\d.]+[eE])/;

function keepDigits(_name: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value;
  const { source } = context;
  return /[eE]/.test(source) || source.replaceAll(/[-.]/g, '').length >= 16
    ? new NumberLiteral(source)
    : value;
}

/** V8's message without its own line and column, which count from the start of the item. */
function syntaxReason(error: unknown): string {
  return (error as Error).message
    .replaceAll(/\s+/g, ' ')
    .replace(/ \(line \d+ column \d+\)$/, '')
    .replace(/ in JSON at position (\d+)$/, (_all, at: string) => ` at character ${+at + 1}`);
}
