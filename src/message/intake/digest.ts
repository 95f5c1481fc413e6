import { createHash } from 'node:crypto';
import { NumberLiteral } from '../../interface/number-literal.js';
import { toDecimal } from '../../interface/numbers.js';

/** SHA-256 of a JSON value: the same for the same JSON, whatever the order of members. */
export function digestOf(value: unknown): Buffer {
  const pieces: string[] = [];
  describe(value, pieces);
  return createHash('sha256').update(pieces.join('')).digest();
}

// Texts stand with their length, so that no escaping is needed for them to be told apart.
function describe(value: unknown, pieces: string[]): void {
  if (typeof value === 'string') pieces.push('"', String(value.length), ':', value);
  else if (typeof value === 'number' || value instanceof NumberLiteral)
    pieces.push(numberText(value));
  else if (Array.isArray(value)) {
    pieces.push('[');
    for (const element of value) {
      describe(element, pieces);
      pieces.push(',');
    }
    pieces.push(']');
  } else if (typeof value === 'object' && value !== null) {
    pieces.push('{');
    const members: [string, unknown][] = Object.entries(value);
    for (const [name, member] of members.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      describe(name, pieces);
      describe(member, pieces);
    }
    pieces.push('}');
  } else pieces.push(String(value), ',');
}

/** By value: `1e3`, `1000` and `1000.0` are the same number. */
function numberText(value: number | NumberLiteral): string {
  if (Number.isSafeInteger(value)) return `${value as number},`;
  const text = toDecimal(value)?.toFixed() ?? (value as NumberLiteral).source;
  return `${text === '-0' ? '0' : text},`;
}
